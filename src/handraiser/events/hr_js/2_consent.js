// What the visitor allows. `me` is all we know of them; it lies in localStorage only where they said yes.
const signal = navigator.globalPrivacyControl || navigator.doNotTrack == 1; // Global Privacy Control, Do Not Track
const read = (area) => safe(() => JSON.parse(window[area].hr))();
const write = safe((area, value) => {
  if (value) window[area].hr = JSON.stringify(value);
  else window[area].removeItem("hr");
});
let me, heard; // heard: something was said under this id

const answered = (answers) => ({ ...me.consent, ...answers, ...(signal && { analytics: false, profiling: false }) });
const load = () => {
  me = (!signal && read("localStorage")) || {};
  me.id ||= random();
  me.consent = answered();
};
load();

const refused = () => me.consent.analytics === false;
const waits = () => options.consent == "wait" && me.consent.analytics == null;
const keeps = () => me.consent.analytics ?? options.consent == "granted";

// A no leaves nothing behind but itself; without an answer nothing is left at all.
const keep = () => {
  write("localStorage", keeps() ? me : !signal && refused() && { consent: me.consent });
  write("sessionStorage", keeps() && queue.length && queue);
};
const forget = () => {
  me = { id: random(), consent: me.consent };
  heard = false;
  keep();
};

// An answer is told once, under the id that it ends or makes lasting.
const consent = (answers) => {
  const before = JSON.stringify(me.consent);
  const told = heard && !waits();
  me.consent = answered(answers);
  if (refused()) queue = queue.filter((one) => one.typed);
  if (JSON.stringify(me.consent) != before && (told || keeps())) say("identify", {}, true);
  if (refused()) forget();
  keep();
  return me.consent;
};
