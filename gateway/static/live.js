// Boards stay true by themselves: when the gateway says that something has changed, the page's body is fetched anew.
// Without this script the page still reloads by hand.
const CALM = 1000;
let waiting = false;

async function renew() {
  waiting = false;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  const here = document.querySelector("main");
  if (fresh && here && !here.contains(document.activeElement)) here.replaceWith(fresh);
}

if (document.querySelector("[data-live]") && "EventSource" in window) {
  const source = new EventSource("/api/v1/boards/changes/stream");
  let missed = false;
  const soon = () => {
    if (document.hidden) missed = true;
    if (waiting || document.hidden) return;
    waiting = true;
    setTimeout(renew, CALM);
  };
  source.addEventListener("changed", soon);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && missed) { missed = false; soon(); }
  });
}
