// Draws each chart from the table that stands beside it. Without this script the table is read.
const LOOK = getComputedStyle(document.documentElement);
const colour = (name) => LOOK.getPropertyValue(`--${name}`).trim();
const TONES = { red: "red", green: "green", amber: "amber", blue: "blue", grey: "soft" };
const INTURN = ["blue", "red", "amber", "green", "soft"];

function read(table) {
  const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  const labels = rows.map((row) => row.cells[0].textContent.trim());
  const series = names.map((name, i) => ({ name, numbers: rows.map((row) => Number(row.cells[i + 1].textContent) || 0) }));
  return { labels, series };
}

function tint(figure, i) {
  const asked = (figure.dataset.tones || "").split(" ").filter(Boolean)[i];
  return colour(TONES[asked] || INTURN[i % INTURN.length]);
}

function datasets(figure, kind, { labels, series }) {
  if (kind === "rings") {
    return series.map(({ name, numbers }) => ({ label: name, data: numbers, backgroundColor: labels.map((_, i) => tint(figure, i)), borderColor: colour("card"), borderWidth: 2 }));
  }
  return series.map(({ name, numbers }, i) => ({
    label: name, data: numbers, borderColor: tint(figure, i), backgroundColor: tint(figure, i),
    ...(kind === "line" ? { tension: 0.3, pointRadius: 2, borderWidth: 2, pointHitRadius: 12 } : { borderRadius: 3, maxBarThickness: 28 }),
  }));
}

function axes(kind) {
  if (kind === "rings") return {};
  const counting = { beginAtZero: true, ticks: { precision: 0, color: colour("soft") }, grid: { color: colour("line") }, border: { display: false } };
  const naming = { ticks: { color: colour("soft"), autoSkip: kind === "line" || kind === "bar", maxRotation: 0 }, grid: { display: false }, border: { color: colour("line") } };
  const stacked = kind === "stack";
  const lies = kind === "rows" || kind === "stack";
  return lies ? { x: { ...counting, stacked }, y: { ...naming, stacked } } : { x: naming, y: counting };
}

function draw(figure) {
  const table = figure.querySelector("table");
  const plot = figure.querySelector(".plot");
  if (!table || !plot || plot.firstChild) return;
  const kind = figure.dataset.chart;
  const found = read(table);
  const lies = kind === "rows" || kind === "stack";
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", figure.querySelector("figcaption").textContent);
  plot.append(canvas);
  plot.hidden = false;
  if (lies) plot.style.height = `${Math.max(7, 3.5 + found.labels.length * 1.9)}rem`;
  figure.querySelector("details").open = false;
  new Chart(canvas, {
    type: kind === "line" ? "line" : kind === "rings" ? "doughnut" : "bar",
    data: { labels: found.labels, datasets: datasets(figure, kind, found) },
    options: {
      animation: false, responsive: true, maintainAspectRatio: false, indexAxis: lies ? "y" : "x", cutout: "62%",
      interaction: { mode: kind === "rings" ? "nearest" : "index", intersect: kind === "rings", axis: lies ? "y" : "x" },
      scales: axes(kind),
      plugins: { legend: { display: kind === "rings" || found.series.length > 1, position: kind === "rings" ? "right" : "bottom", labels: { color: colour("ink"), boxWidth: 12, boxHeight: 12 } } },
    },
  });
}

function drawAll() {
  document.querySelectorAll("[data-chart]").forEach(draw);
}

if (window.Chart) {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 13;
  drawAll();
  document.addEventListener("renewed", drawAll);
}
