// Checks while somebody types: the gateway's answer stands under the fields, and what the screening finds is marked in the text.
const PAUSE = 700;

function underlay(field) {
  const frame = document.createElement("div");
  frame.className = "marked";
  const under = document.createElement("div");
  under.className = "under";
  under.setAttribute("aria-hidden", "true");
  field.replaceWith(frame);
  frame.append(under, field);
  const follow = () => { under.scrollTop = field.scrollTop; };
  field.addEventListener("scroll", follow);
  return (html, typed) => {
    if (field.value.replaceAll("\r\n", "\n") !== typed) return;
    under.replaceChildren(...html.cloneNode(true).childNodes, "\n");
    follow();
  };
}

function watch(form) {
  const place = form.querySelector("[data-checked]");
  const button = form.querySelector("[data-check-button]");
  const names = form.dataset.checkFields.split(" ");
  const marks = {};
  for (const area of form.querySelectorAll("textarea")) if (form.dataset.check.endsWith("text") && names.includes(area.name)) marks[area.name] = underlay(area);
  form.elements[names[0]]?.closest("fieldset")?.append(place);
  let timer = 0;
  let last = "";
  const values = () => Object.fromEntries(names.map((name) => [name, form.elements[name]?.value ?? ""]));

  async function check() {
    const asked = values();
    const said = JSON.stringify(asked);
    if (said === last || !Object.values(asked).some((value) => value.trim())) return;
    last = said;
    const body = new URLSearchParams({ ...asked, csrf_token: form.elements.csrf_token.value });
    const answer = await fetch(form.dataset.check, { method: "POST", body, headers: { "X-Fragment": "1" } }).catch(() => null);
    if (!answer?.ok || JSON.stringify(values()) !== said) { if (!answer?.ok) last = ""; return; }
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".checked");
    for (const [name, mark] of Object.entries(marks)) {
      const html = found.querySelector(`[data-marks="${name}"]`);
      if (html) mark(html, asked[name].replaceAll("\r\n", "\n"));
    }
    found.querySelectorAll("[data-marks]").forEach((one) => one.remove());
    place.replaceChildren(found);
  }

  form.addEventListener("input", (event) => {
    if (!names.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
  });
  if (button) button.hidden = true;
  check();
}

document.querySelectorAll("form[data-check]").forEach(watch);
