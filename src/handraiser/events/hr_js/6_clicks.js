// Clicks by attribute, downloads and links that lead away.
const FILES = /\.(pdf|docx?|xlsx?|pptx?|od[tsp]|csv|rtf|epub|zip|t?gz|7z|rar|dmg|exe|msi|apk|mp[34]|mov|webm)$/i;

// What the attributes of an element add: `data-hr-content.kind="e_book"` becomes {content: {kind: "e_book"}}.
const bare = (from) => Object.assign(Object.create(null), from);
const described = (element, from) => {
  const found = bare(from);
  for (const { name, value } of element.attributes) {
    const path = /^data-hr-(?!(?:event|form|identify|seconds)$)(.+)/.exec(name)?.[1].split(".");
    const last = path?.pop();
    if (last) path.reduce((inner, step) => (inner[step] ||= bare()), found)[last] = value;
  }
  return found;
};
const clicked = ({ isTrusted, button, target }) => {
  if (!isTrusted || button > 1) return;
  const link = target.closest("a[href]");
  const marked = target.closest("[data-hr-event]");
  const about = link && { url: link.href, text: link.innerText.trim().slice(0, 100) };
  if (marked) track(marked.dataset.hrEvent, described(marked, about));
  else if (does("links") && /^http/.test(link.protocol)) {
    if (link.hasAttribute("download") || FILES.test(link.pathname)) track("File Downloaded", described(link, about));
    else if (link.host != location.host) track("Link Clicked", described(link, about));
  }
};
