// Starts swagger-ui; the plain list below it steps back.
const place = document.getElementById("try");
const list = document.getElementById("list");
window.addEventListener("load", () => {
  SwaggerUIBundle({ url: "/api/openapi.json", domNode: place, deepLinking: true, defaultModelsExpandDepth: 0, docExpansion: "none" });
  list.hidden = true;
});
