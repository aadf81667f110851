// The funnel's charts, and its form that asks again as soon as something else is chosen.
import { drawInto } from "charts";

async function drawAll() {
  const places = document.querySelectorAll("[data-funnel-chart]");
  if (!places.length) return;
  const answer = await fetch(places[0].dataset.funnelChart);
  if (!answer.ok) return;
  const { charts } = await answer.json();
  for (const place of places) await drawInto(place, charts[place.dataset.funnelShows]);
}

// Typing and arrows in a closed list change it letter by letter: what is asked for is what they end at.
const TYPING_MS = 600;
let typing = false;
let soon;
document.addEventListener("keydown", () => (typing = true), true);
document.addEventListener("pointerdown", () => (typing = false), true);
document.addEventListener("change", (event) => {
  const form = event.target.closest("form.funnel-asks");
  if (!form || event.target.name === "from" || event.target.name === "to") return;
  clearTimeout(soon);
  soon = setTimeout(() => form.isConnected && form.requestSubmit(), typing ? TYPING_MS : 0);
});
// What was unfolded stays so when the page comes anew.
let unfolded = [];
document.addEventListener("htmx:beforeSwap", () => {
  unfolded = [...document.querySelectorAll("#main details[open][id]")].map((each) => each.id);
});
document.addEventListener("htmx:afterSettle", () => {
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  drawAll();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
drawAll();
