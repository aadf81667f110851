// What the script's own tag says, and how to stay out of the page's way.
const script = document.currentScript || document.querySelector("script[data-key]");
const options = script.dataset;
const early = window.hr || []; // calls made before we were here
if (early.track || !options.key) return; // included twice, or without a key

const collector = script.src.replace(/\/hr\.js.*/, "/v1/batch");
const does = (what) => (options.auto ?? "pages reading links videos forms").includes(what);

// Whatever goes wrong in here is our own loss: the page never hears of it.
const safe = (work) => (...given) => {
  try {
    return work(...given);
  } catch {}
};
const on = (target, names, work) =>
  names.split(" ").forEach((name) => target.addEventListener(name, safe(work), { capture: true, passive: true }));
const random = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte + 256).toString(16).slice(1)).join("");
