// The check-in desk reads codes with the device's own camera, where the browser can; what it read is sent as if it were typed.
const PAUSE = 250;

const form = document.querySelector("form[data-desk]");
const button = form?.querySelector("[data-scan]");
const view = form?.querySelector("[data-view]");
const refused = form?.querySelector("[data-refused]");
const AGAIN = "desk-scans";

async function scan(detector) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  view.srcObject = stream;
  view.hidden = false;
  button.hidden = true;
  sessionStorage.setItem(AGAIN, "1");
  await view.play();
  for (;;) {
    const [code] = await detector.detect(view).catch(() => []);
    if (code?.rawValue) {
      stream.getTracks().forEach((track) => track.stop());
      form.elements.token.value = code.rawValue.slice(0, 400);
      form.requestSubmit();
      return;
    }
    await new Promise((done) => { setTimeout(done, PAUSE); });
  }
}

async function offer() {
  if (!form || !("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const begin = () => scan(detector).catch(() => { refused.hidden = false; sessionStorage.removeItem(AGAIN); });
  button.hidden = false;
  button.addEventListener("click", begin);
  // After one person the next stands there: the camera goes on, unless somebody must read what went wrong.
  if (sessionStorage.getItem(AGAIN) && !form.elements.token.value && !document.querySelector("[role=alert]:not([hidden])")) begin();
}

offer();
