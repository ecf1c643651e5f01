/** A soft sound for a mention: two short notes, only after somebody touched the page. */

const NOTES = [587.33, 880];
let audio = null;

const allow = () => (audio ??= new AudioContext());
addEventListener("pointerdown", allow, { once: true });
addEventListener("keydown", allow, { once: true });

export function chime() {
  if (audio?.state !== "running") return;
  NOTES.forEach((pitch, index) => note(pitch, audio.currentTime + index * 0.09));
}

function note(pitch, start) {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.05, start + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0005, start + 0.22);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + 0.25);
}
