// Videos of the page itself, by what was really played: jumping to the end completes nothing.
const reached = new WeakMap();
const watched = ({ target: video }) => {
  const { played, duration, currentSrc, title } = video;
  let shown = 0;
  for (let part = 0; part < played.length; part++) shown += played.end(part) - played.start(part);
  if (!shown || (video.autoplay && video.muted)) return; // a moving background is not watched
  active = Date.now();
  for (const percent of [0, 25, 50, 75, 95]) {
    if (reached.get(video) >= percent || shown * 100 < duration * percent) continue;
    reached.set(video, percent);
    const name = percent > 94 ? "Video Completed" : percent ? "Video Progressed" : "Video Started";
    track(name, described(video, { url: currentSrc, title, duration, percent }));
  }
};
