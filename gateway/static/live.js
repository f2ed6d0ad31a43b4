// Pages that stay true by themselves: when the gateway says that something has changed, the page's body is fetched anew (304 where
// it has not). Without a stream the page asks twice a minute; without this script it reloads by hand.
const CALM = 600;
const SPREAD = 500;
const WITHOUT_STREAM = 30000;
const page = document.querySelector("[data-live]");
const wanted = (page?.dataset.live || "").split(" ").filter(Boolean);
const title = document.title;
let waiting = false;
let missed = false;
let edition = "";

// What somebody has typed is never replaced, wherever the cursor stands meanwhile.
let touched = false;
const busy = (main) => touched || main.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
const opened = (main) => [...main.querySelectorAll("details")].map((found) => found.open);

function tellNumber() {
  const number = Number(document.querySelector("[data-count]")?.dataset.count || 0);
  document.title = number ? `(${number}) ${title}` : title;
}

async function renew() {
  waiting = false;
  const here = document.querySelector("main");
  if (busy(here)) { missed = true; return; }
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer || !answer.ok || answer.redirected) return;
  const tag = answer.headers.get("ETag");
  if (tag && tag === edition) return;
  edition = tag || "";
  const whole = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = whole.querySelector("main");
  if (!fresh || busy(here)) return;
  const focused = document.activeElement?.getAttribute?.("href");
  const open = opened(here);
  here.replaceWith(fresh);
  const unread = whole.querySelector("[data-unread]");
  if (unread) document.querySelector("[data-unread]")?.replaceWith(unread);
  if (open.length === fresh.querySelectorAll("details").length) fresh.querySelectorAll("details").forEach((found, i) => { found.open = open[i]; });
  if (focused) fresh.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  tellNumber();
  document.dispatchEvent(new Event("renewed"));
}

function soon() {
  if (document.hidden) missed = true;
  if (waiting || document.hidden) return;
  waiting = true;
  setTimeout(renew, CALM + Math.random() * SPREAD);
}

// A page that is good for some seconds only, such as a check-in code, says for how many.
function again() {
  const seconds = Number(document.querySelector("[data-again]")?.dataset.again || 0);
  if (seconds) setTimeout(async () => { await renew(); again(); }, seconds * 1000);
}

if (page) {
  document.addEventListener("input", (event) => { if (event.target.closest("main")) touched = true; });
  tellNumber();
  again();
  if ("EventSource" in window) {
    const source = new EventSource("/api/v1/boards/changes/stream");
    source.addEventListener("changed", (told) => {
      const service = JSON.parse(told.data).service;
      if (!wanted.length || wanted.includes(service)) soon();
    });
    setInterval(() => { if (source.readyState === EventSource.CLOSED) soon(); }, WITHOUT_STREAM);
    addEventListener("pagehide", () => source.close());
    addEventListener("pageshow", (shown) => { if (shown.persisted) location.reload(); });
  } else {
    setInterval(soon, WITHOUT_STREAM);
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden && missed) { missed = false; soon(); } });
  document.addEventListener("focusout", () => { if (missed) { missed = false; soon(); } });
}
