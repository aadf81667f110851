// One message of the Segment protocol. `typed`: by the visitor's own hand (a form, an answer), which is sent also where
// they refuse to be followed.
const say = (type, more, typed, page = here()) => {
  if (refused() && !typed) return;
  const campaign = {};
  new URLSearchParams(location.search).forEach((value, name) => {
    if (name.startsWith("utm_")) campaign[name.slice(4).replace("campaign", "name")] = value;
  });
  const message = {
    type,
    messageId: random(),
    anonymousId: me.id,
    userId: me.user,
    timestamp: new Date(),
    ...more,
    context: {
      page,
      campaign,
      consent: { categoryPreferences: me.consent },
      userAgent: navigator.userAgent,
      locale: navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      library: { name: "hr.js", version: "1" },
    },
  };
  queue = [...queue.slice(-99), { message: JSON.parse(JSON.stringify(message)), typed }]; // as it is now
  heard = true;
  keep();
  if (!timer && !busy) timer = setTimeout(send, 200);
};
const track = (event, properties = {}, typed, page) => say("track", { event, properties }, typed, page);
const identify = (id, traits = {}) => {
  if (typeof id == "object") traits = id;
  else if (!refused()) me.user = id;
  say("identify", { traits });
};
