/** The Italian ring: 425 Hz, one second in five, made in the browser. */
export function startRinging(): () => void {
  const context = new AudioContext();
  const gain = context.createGain();
  gain.gain.value = 0;
  gain.connect(context.destination);
  const tone = context.createOscillator();
  tone.frequency.value = 425;
  tone.connect(gain);
  tone.start();
  const ring = () => {
    gain.gain.setTargetAtTime(0.15, context.currentTime, 0.01);
    gain.gain.setTargetAtTime(0, context.currentTime + 1, 0.01);
  };
  ring();
  const timer = setInterval(ring, 5_000);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
