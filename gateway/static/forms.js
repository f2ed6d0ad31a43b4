// Forms that forget nothing: drafts kept on this device until they are sent, uploads that show how far they are.
// Without this script every form is still sent and answered.
const WORDS = JSON.parse(document.getElementById("words")?.textContent || "{}");
const PREFIX = `draft:${document.body.dataset.me}:`;
const KEPT_DAYS = 14;
const SECRET = ["csrf_token", "request_key", "if_match"];

function note(form, text, tone, buttons = []) {
  let place = form.querySelector(":scope > .kept");
  if (!place) {
    place = document.createElement("p");
    place.className = "kept notice";
    place.setAttribute("role", "status");
    form.prepend(place);
  }
  place.className = `kept notice ${tone}`;
  place.replaceChildren(text, ...buttons.map(([name, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "small";
    button.textContent = name;
    button.addEventListener("click", () => { act(); place.remove(); });
    return button;
  }));
}

function typed(form) {
  const found = {};
  for (const field of form.elements) {
    if (!field.name || SECRET.includes(field.name) || ["hidden", "file", "password", "submit"].includes(field.type)) continue;
    if (field.type === "radio" && !field.checked) continue;
    found[field.name] = field.type === "checkbox" ? field.checked : field.value;
  }
  return found;
}

function fill(form, values) {
  for (const field of form.elements) {
    if (!(field.name in values) || SECRET.includes(field.name)) continue;
    if (field.type === "checkbox") field.checked = values[field.name];
    else if (field.type === "radio") field.checked = field.value === values[field.name];
    else if (field.type !== "hidden" && field.type !== "file") field.value = values[field.name];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// A browser may refuse to keep anything (private windows, a full disk); then there are no drafts, and all else goes on.
function recall(key) {
  try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; }
}

function remember(key, draft) {
  try { localStorage.setItem(PREFIX + key, JSON.stringify(draft)); return true; } catch { return false; }
}

function forget(wanted) {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith("draft:") && wanted(name)) localStorage.removeItem(name);
  } catch { /* nothing is kept, so there is nothing to forget */ }
}

function tidy() {
  const done = document.querySelector("[data-notice]");
  const oldest = Date.now() - KEPT_DAYS * 864e5;
  forget((name) => {
    try {
      const draft = JSON.parse(localStorage.getItem(name));
      return draft.at < oldest || (done && draft.sent && name.startsWith(PREFIX));
    } catch { return true; }
  });
}

function keepDraft(form) {
  const key = form.dataset.draft;
  const before = JSON.stringify(typed(form));
  const draft = recall(key);
  if (draft && JSON.stringify(draft.values) !== before) {
    note(form, `${WORDS.found} ${new Date(draft.at).toLocaleString(document.documentElement.lang)} `, "wait", [
      [WORDS.restore, () => fill(form, draft.values)],
      [WORDS.discard, () => forget((name) => name === PREFIX + key)],
    ]);
  }
  let timer = 0;
  const keep = () => { clearTimeout(timer); timer = setTimeout(() => remember(key, { at: Date.now(), values: typed(form) }), 400); };
  form.addEventListener("input", keep);
  form.addEventListener("submit", () => { clearTimeout(timer); remember(key, { at: Date.now(), values: typed(form), sent: true }); });
}

// Nothing is sent into a dead line: the form stays as it is and says so.
async function reachable() {
  if (!navigator.onLine) return false;
  const patience = new AbortController();
  setTimeout(() => patience.abort(), 5000);
  try { return (await fetch("/healthz", { cache: "no-store", signal: patience.signal })).ok; } catch { return false; }
}

function sendSafely(form) {
  let sure = false;
  form.addEventListener("submit", async (event) => {
    if (sure || event.defaultPrevented) return;
    event.preventDefault();
    const by = event.submitter;
    if (await reachable()) { sure = true; form.requestSubmit(by); sure = false; return; }
    note(form, WORDS.offline, "bad");
    form.querySelector(":scope > .kept").scrollIntoView({ block: "center" });
  });
  addEventListener("online", () => { if (form.querySelector(":scope > .kept.bad")) note(form, WORDS.back, "good"); });
}

function upload(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || ![...form.elements].some((field) => field.type === "file" && field.files.length)) return;
    event.preventDefault();
    const bar = document.createElement("progress");
    bar.max = 1; bar.value = 0;
    bar.setAttribute("aria-label", WORDS.sending);
    note(form, WORDS.sending + " ", "");
    form.querySelector(":scope > .kept").append(bar);
    const call = new XMLHttpRequest();
    call.open("POST", form.action);
    call.setRequestHeader("X-Upload", "1");
    call.upload.addEventListener("progress", (told) => { if (told.lengthComputable) bar.value = told.loaded / told.total; });
    call.addEventListener("error", () => note(form, WORDS.failed, "bad"));
    call.addEventListener("load", () => {
      const on = call.getResponseHeader("Location");
      if (call.status === 201 && on) { location.assign(on); if (new URL(on, location).pathname === location.pathname) location.reload(); return; }
      const main = new DOMParser().parseFromString(call.responseText, "text/html").querySelector("main");
      if (main) { document.querySelector("main").replaceWith(main); start(main); } else note(form, WORDS.failed, "bad");
    });
    const data = new FormData(form);
    if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value);
    call.send(data);
  });
}

function start(root) {
  root.querySelectorAll("form[data-draft]").forEach((form) => { keepDraft(form); sendSafely(form); });
  root.querySelectorAll("form[data-upload]").forEach(upload);
}

tidy();
start(document);
document.querySelector("form[data-leaves]")?.addEventListener("submit", () => forget(() => true));
document.querySelector("main [aria-invalid]")?.focus();
