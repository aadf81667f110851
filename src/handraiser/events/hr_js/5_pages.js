// Page views, also of single-page applications, and how long each had the visitor's attention.
const hashed = "hash" in options;
let { referrer } = document;
let where, began, active, seconds, reported, deepest, moving;

const here = () => {
  const { pathname, search, hash, href } = location;
  const path = hashed ? hash.replace(/^#!?/, "") || "/" : pathname;
  return { path, url: href, search, referrer, title: document.title };
};
const view = (name, properties) => {
  finish();
  if (where) referrer = where.url;
  where = here();
  began = active = Date.now();
  seconds = reported = deepest = 0;
  say("page", { name, properties: { ...where, ...properties } });
};

// What was not reported yet: a page that is hidden and shown again reports more than once.
const finish = () => {
  if (does("reading") && seconds > reported)
    track("Page Read", { seconds: seconds - reported, total_seconds: seconds, scroll_percent: deepest }, false, where);
  reported = seconds;
};
const tick = () => {
  if (document.hidden || Date.now() - active > 15e3) return;
  const bottom = (scrollY + innerHeight) / document.documentElement.scrollHeight;
  deepest = Math.max(deepest, Math.min(Math.round(bottom * 100), 100));
  seconds++;
};

// Frameworks set the title after the address, and may redirect at once: wait for both.
const route = () => (hashed ? location.hash : location.pathname + location.search);
let at = route();
const moved = safe(() => {
  if (route() == at) return;
  at = route();
  finish();
  reported = Infinity; // the time until the next page is told is no more of this one
  clearTimeout(moving);
  moving = setTimeout(safe(view), 100);
});
const follow = (name) => {
  const change = history[name];
  history[name] = function (...given) {
    const { pathname } = location;
    const result = change.apply(this, given);
    if (name == "replaceState" && pathname == location.pathname && !hashed) at = route(); // replaced: a filter, not a page
    moved();
    return result;
  };
};
