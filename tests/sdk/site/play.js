const video = document.querySelector("video");
document.getElementById("play").onclick = () => video.play();
document.getElementById("jump").onclick = () => {
  video.currentTime = video.duration - 0.5;
  video.play();
};
