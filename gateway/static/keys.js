// One key each for a reviewer's moves. A decision is only chosen by its key; Enter sends it. The keys can be switched off.
const KEYS = "review-keys";
const box = document.getElementById("keys-on");
const panel = document.querySelector("details.keys");
let marked = -1;

function wanted() {
  try { return localStorage.getItem(KEYS) !== "off"; } catch { return true; }
}

function nextMark() {
  const marks = [...document.querySelectorAll("main mark a.ref")];
  if (!marks.length) return;
  marked = (marked + 1) % marks.length;
  marks[marked].focus();
  marks[marked].scrollIntoView({ block: "center" });
}

const own = {
  n: nextMark,
  c: () => document.getElementById("decide-comment")?.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !wanted()) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const key = event.key.toLowerCase();
  const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (own[key]) own[key]();
  else if (found?.matches("a")) found.click();
  else if (found) { found.focus(); found.scrollIntoView({ block: "center" }); }
  else return;
  event.preventDefault();
});

if (panel && box) {
  panel.hidden = false;
  box.checked = wanted();
  box.addEventListener("change", () => { try { localStorage.setItem(KEYS, box.checked ? "on" : "off"); } catch { /* for this page alone */ } });
}
