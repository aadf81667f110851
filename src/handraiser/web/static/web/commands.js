// The command menu: Ctrl or Cmd with K opens it; arrows choose, Enter goes.

const menu = document.getElementById("commands");
const field = menu?.querySelector("input");
const list = document.getElementById("command-list");
const options = () => [...list.querySelectorAll("[role=option]")];

function choose(option) {
  for (const other of options()) other.setAttribute("aria-selected", other === option);
  field.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = options();
  const now = all.findIndex((option) => option.ariaSelected === "true");
  choose(all[(now + by + all.length) % all.length]);
}

function open() {
  if (document.querySelector("dialog[open]")) return;
  field.value = "";
  menu.showModal();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

if (menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => event.target.closest("[data-commands]") && open());
  menu.addEventListener("click", (event) => event.target === menu && menu.close());
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter") list.querySelector("[aria-selected=true]")?.click();
    else return;
    event.preventDefault();
  });
  list.addEventListener("htmx:afterSwap", () => choose(options()[0]));
}
