// New alerts as they come. One tab of the browser listens and tells the others, as browsers open few connections at once.

const told = new BroadcastChannel("handraiser-live");
const show = { unread, toast };

function unread(number) {
  const shown = document.querySelector('[data-live="unread"]')?.textContent || "0";
  for (const place of document.querySelectorAll('[data-live="unread"]')) place.textContent = number === "0" ? "" : number;
  document.title = document.title.replace(/^(\(\d+\) )?/, number === "0" ? "" : `(${number}) `);
  if (shown !== number) document.body.dispatchEvent(new CustomEvent("alerts-changed"));
}

function toast(html) {
  document.getElementById("toasts").insertAdjacentHTML("beforeend", html);
}

function listen() {
  const stream = new EventSource("/live/alerts");
  for (const name of Object.keys(show)) {
    stream.addEventListener(name, ({ data }) => {
      show[name](data);
      told.postMessage({ name, data });
    });
  }
  return stream;
}

told.onmessage = ({ data: { name, data } }) => show[name]?.(data);
if (navigator.locks) navigator.locks.request("handraiser-live", () => new Promise(listen));
else {
  let stream = listen(); // plain http on another machine: only the tab one sees listens
  document.addEventListener("visibilitychange", () => {
    stream.close();
    if (!document.hidden) stream = listen();
  });
}

// A page's own list that grows at its top: the events of a source.
for (const list of document.querySelectorAll("[data-stream]")) {
  new EventSource(list.dataset.stream).addEventListener("row", ({ data }) => {
    list.insertAdjacentHTML("afterbegin", data);
    while (list.children.length > 50) list.lastElementChild.remove();
    document.querySelector("[data-first]")?.remove();
    const state = document.querySelector("[data-waiting]");
    state.querySelector(".dot").className = "dot good";
    state.lastChild.textContent = list.dataset.received;
  });
}
