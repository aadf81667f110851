// The queue: an event leaves it when the collector has answered. Sent twice, it is stored once, by its messageId.
let queue = (keeps() && read("sessionStorage")) || [];
let busy, timer;
let failures = 0;

const packed = (batch) =>
  JSON.stringify({ batch: batch.map((one) => one.message), sentAt: new Date(), writeKey: options.key });

const send = safe(() => {
  clearTimeout(timer);
  timer = 0;
  if (busy || !queue.length || waits()) return;
  const batch = queue.slice(0, 10);
  const body = packed(batch); // as text/plain, for which no browser asks first
  busy = true;
  fetch(collector, { method: "POST", body, keepalive: body.length < 2e4, credentials: "omit" })
    .then((answer) => {
      if (answer.status == 429 || answer.status > 499) throw answer.headers.get("Retry-After");
      queue = queue.filter((one) => !batch.includes(one));
      return (failures = 0);
    })
    .catch((after) => (after > 0 ? after : Math.min(2 ** failures++, 60)) * 1e3 + Math.random() * 500)
    .then((wait) => {
      busy = false;
      keep();
      timer = queue.length && setTimeout(send, wait);
    });
});

// The page goes, or may never come back: whatever was not beaconed yet is, and stays in the queue all the same.
const leave = () => {
  finish();
  const rest = waits() ? [] : queue.filter((one) => !one.left);
  while (rest.length) {
    const batch = rest.splice(0, 10);
    const left = navigator.sendBeacon(collector, packed(batch));
    batch.forEach((one) => (one.left = left));
  }
  keep();
};
