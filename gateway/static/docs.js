// Offers swagger-ui, to try calls out; the readable list works without it.
const place = document.getElementById("try");
const button = document.getElementById("try-out");
button.hidden = false;
button.addEventListener("click", () => {
  button.hidden = true;
  place.hidden = false;
  SwaggerUIBundle({ url: "/api/openapi.json", domNode: place, deepLinking: true, defaultModelsExpandDepth: 0, docExpansion: "none" });
  place.scrollIntoView();
});
