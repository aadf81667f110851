// The calls of the page, and what happens by itself.
const hr = { track: (name, properties) => track(name, properties), page: view, identify, consent, reset: forget };
for (const name in hr) hr[name] = safe(hr[name]);
hr.push = safe((...calls) => calls.forEach(([name, ...given]) => hr[name](...given)));
window.hr = hr;

const start = () => {
  began = Date.now();
  keep();
  early.forEach((call) => hr.push(call));
  if (does("pages")) {
    view();
    follow("pushState");
    follow("replaceState");
    on(window, "popstate hashchange", moved);
    on(window, "pageshow", (event) => event.persisted && view());
  }
  if (does("reading")) {
    setInterval(safe(tick), 1e3);
    on(window, "pointermove pointerdown keydown scroll wheel touchstart", () => (active = Date.now()));
  }
  on(document, "click auxclick", clicked);
  if (does("videos")) on(document, "timeupdate", watched);
  if (does("forms")) on(document, "submit", submitted);
  on(window, "storage", (event) => event.key == "hr" && load());
  on(window, "pagehide", leave);
  on(document, "visibilitychange", () => document.hidden && leave());
  send();
};
if (document.prerendering) on(document, "prerenderingchange", start);
else start();
