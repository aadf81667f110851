// The keyboard, menus, toasts, copy buttons and relative times of every page.

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("a.whole")];
let first = "";

function step(by) {
  const links = rows();
  const now = links.indexOf(document.activeElement);
  links[Math.max(0, Math.min(links.length - 1, now + by))]?.focus();
}

function go(keys) {
  document.querySelector(`[data-keys="${keys}"]`)?.click();
}

// A page's own keys: a field is entered, a menu opened, a button or link pressed.
function use(element) {
  const menu = element.closest("details.menu");
  if (menu) menu.open = true;
  if (typing(element)) element.focus();
  else if (!menu) element.click();
}

const single = {
  "/": () => document.getElementById("search")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  h: () => document.querySelector("[data-help]")?.click(),
  j: () => step(1),
  k: () => step(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return leave(event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const keys = first && `${first} ${event.key}`;
  const hot = !first && document.querySelector(`[data-hotkey="${CSS.escape(event.key)}"]`);
  const act = keys ? () => go(keys) : (single[event.key] ?? (hot && (() => use(hot))));
  first = !first && event.key === "g" ? "g" : "";
  if (!act) return;
  event.preventDefault();
  act();
});

function leave(element) {
  const menu = element.closest("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (typing(element)) element.blur();
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.opens) document.getElementById(button.dataset.opens)?.showModal();
  if ("closes" in button.dataset) button.closest("[data-toast]")?.remove();
  if (button.dataset.copies) copy(button);
  if (button.role === "tab") choose(button);
});

async function copy(button) {
  const text = document.getElementById(button.dataset.copies).textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const range = document.createRange(); // no clipboard without https: at least select it
    range.selectNodeContents(document.getElementById(button.dataset.copies));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return;
  }
  button.dataset.copied = "";
  setTimeout(() => delete button.dataset.copied, 1500);
}

function choose(tab) {
  for (const other of tab.parentElement.children) {
    other.setAttribute("aria-selected", other === tab);
    other.tabIndex = other === tab ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = other !== tab;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.target.role !== "tab" || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const tabs = [...event.target.parentElement.children];
  const next = tabs[(tabs.indexOf(event.target) + (event.key === "ArrowRight" ? 1 : -1) + tabs.length) % tabs.length];
  next.focus();
  choose(next);
});

document.addEventListener("submit", (event) => {
  const sure = event.submitter?.dataset.sure ?? event.target.dataset.sure;
  if (sure && !confirm(sure)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

document.addEventListener("change", (event) => {
  if ("submits" in event.target.dataset) event.target.form.requestSubmit();
  if (event.target.dataset.checks) for (const box of document.getElementsByName(event.target.dataset.checks)) box.checked = event.target.checked;
});

const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: "narrow" });
setInterval(() => {
  for (const time of document.querySelectorAll("time[data-us]")) {
    const age = Date.now() / 1000 - time.dataset.us / 1e6;
    const unit = units.find(([, seconds]) => age >= seconds);
    if (unit && age < 7 * 86400) time.textContent = relative.format(-Math.floor(age / unit[1]), unit[0]);
  }
}, 30000);

const toasts = document.getElementById("toasts");
const fade = (toast) => toast.matches(".bad, .error, .raise") || setTimeout(() => toast.remove(), toast.querySelector("form") ? 20000 : 6000); // time enough to undo
toasts?.querySelectorAll(".toast").forEach(fade);
if (toasts) new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => node.matches?.(".toast") && fade(node)))).observe(toasts, { childList: true });

const saved = document.querySelector("header[data-forgets]"); // what is kept as a draft need not be brought back
if (saved) sessionStorage.removeItem(saved.dataset.forgets);

const help = document.getElementById("help");
help?.addEventListener("htmx:afterSwap", () => help.open || help.showModal());
help?.addEventListener("click", (event) => event.target === help && help.close());
