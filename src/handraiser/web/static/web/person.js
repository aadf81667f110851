// The charts of a person's page, in the page's own colours, and links to events that are on the page already.
import { drawInto } from "charts";

async function draw(card, days) {
  const answer = await fetch(`${card.dataset.charts}?days=${days}${card.dataset.at ? `&at=${card.dataset.at}` : ""}`);
  if (!answer.ok) return card.remove();
  const { charts } = await answer.json();
  const places = card.querySelectorAll(".chart-place");
  for (const [number, { title, spec, table }] of charts.entries()) {
    const heading = document.createElement("h3");
    heading.className = "tiny soft";
    heading.textContent = title;
    const place = document.createElement("div");
    const open = places[number].querySelector("details")?.open;
    places[number].replaceChildren(heading, place);
    places[number].insertAdjacentHTML("beforeend", table);
    places[number].querySelector("details").open = open ?? false;
    await drawInto(place, spec);
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
    show(shown);
  }
});

// An event is shown with its visit, wherever a link to it was followed.
function show(row) {
  for (let around = row; around; around = around.parentElement?.closest("details")) if (around.matches("details")) around.open = true;
  row.querySelector("details").open = true;
  location.hash = row.id;
  row.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) event.target.form?.requestSubmit();
});
document.addEventListener("htmx:afterSettle", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const card of document.querySelectorAll("[data-drawn]")) draw(card, card.dataset.drawn);
});
drawAll();
const linked = location.hash.startsWith("#event-") && document.getElementById(location.hash.slice(1));
if (linked) show(linked);
