// The charts of a person's page, in the page's own colours, and links to events that are on the page already.
import { expressionInterpreter } from "vega-interpreter";

const probe = document.createElement("i");
document.documentElement.append(probe);
const colour = (name) => {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
};

// Vega takes colours as they are, so the page's are read anew whenever light and dark change.
function look() {
  const text = { labelColor: colour("ink-soft"), titleColor: colour("ink-soft"), labelFont: "Inter, system-ui, sans-serif", labelFontSize: 11 };
  return {
    background: "transparent",
    view: { stroke: "transparent" },
    axis: { ...text, gridColor: colour("line"), domainColor: colour("line"), tickColor: colour("line"), domain: false },
    text: { font: "Inter, system-ui, sans-serif", fontSize: 11 },
    style: {
      score: { color: colour("accent"), strokeWidth: 2 },
      threshold: { color: colour("ink-faint"), strokeDash: [2, 3], strokeWidth: 1 },
      "threshold-text": { color: colour("ink-soft"), fontWeight: 600 },
      change: { color: colour("raise"), strokeWidth: 1, strokeDash: [4, 2] },
      "change-text": { color: colour("raise"), fontWeight: 600 },
    },
  };
}

const options = () => ({ ast: true, expr: expressionInterpreter, actions: false, renderer: "svg", defaultStyle: false, config: look(), tooltip: { disableDefaultStyle: true } });

async function draw(card, days) {
  const answer = await fetch(`${card.dataset.charts}?days=${days}`);
  if (!answer.ok) return card.remove();
  const { charts } = await answer.json();
  const places = card.querySelectorAll(".chart-place");
  for (const [number, { title, spec }] of charts.entries()) {
    const heading = document.createElement("h3");
    heading.className = "tiny soft";
    heading.textContent = title;
    const place = document.createElement("div");
    places[number].replaceChildren(heading, place);
    await vegaEmbed(place, spec, options());
  }
  card.dataset.drawn = days;
}

const drawAll = () => document.querySelectorAll("[data-charts]:not([data-drawn])").forEach((card) => draw(card, 90));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-days]");
  if (button) {
    for (const other of button.parentElement.children) other.setAttribute("aria-pressed", other === button);
    draw(button.closest("[data-charts]"), button.dataset.days);
  }
  const shown = event.target.closest('a[href*="#event-"]') && document.getElementById(event.target.closest("a").hash.slice(1));
  if (shown) {
    event.preventDefault();
    location.hash = shown.id;
    shown.querySelector("details").open = true;
    shown.querySelector("summary").focus();
  }
});
document.addEventListener("htmx:afterSettle", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const card of document.querySelectorAll("[data-drawn]")) draw(card, card.dataset.drawn);
});
drawAll();
