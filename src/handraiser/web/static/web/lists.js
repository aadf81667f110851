// Ticked rows of a list, forms beside it that take its present address along, and where the focus goes.

const bar = () => document.querySelector(".bulk-bar");

function show() {
  const ticks = [...document.querySelectorAll("#bulk input[name=row]")];
  const many = ticks.filter((tick) => tick.checked).length;
  if (!bar()) return;
  bar().hidden = many === 0;
  bar().querySelector("[data-ticked]").textContent = many;
  const all = document.querySelector("[data-ticks]");
  all.checked = many === ticks.length;
  all.indeterminate = many > 0 && many < ticks.length;
}

document.addEventListener("change", (event) => {
  if (event.target.dataset.ticks) for (const tick of document.querySelectorAll("#bulk input[name=row]")) tick.checked = event.target.checked;
  if (event.target.closest("#bulk")) show();
});

document.addEventListener("submit", (event) => {
  const kept = document.querySelector("#found input[name=query]");
  const query = event.target.matches("[data-query]") && event.target.querySelector("input[name=query]");
  if (query && kept) query.value = kept.value;
}, true);

document.addEventListener("click", (event) => {
  const unfold = event.target.closest("[data-unfolds]");
  if (unfold) unfold.setAttribute("aria-expanded", document.getElementById(unfold.dataset.unfolds).classList.toggle("unfolded"));
});

document.addEventListener("scroll", (event) => {
  if (event.target.matches?.(".list-card > .wide")) event.target.classList.toggle("scrolled", event.target.scrollLeft > 0);
}, true);

// After a chip is taken away by keyboard the next one has the focus, else the number of rows.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.requestConfig?.elt.closest(".list-chips") && document.activeElement === document.body)
    (document.querySelector(".list-chips .chip a") ?? document.getElementById("count"))?.focus();
});
