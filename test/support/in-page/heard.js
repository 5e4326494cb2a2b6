// Runs in a page: what its newest WebRTC connection hears for a third of a second: the loudest frequency in Hz, and what
// its statistics say. Null while there is none.
(async () => {
  const peer = globalThis.peersOfTest.findLast(({ connectionState }) => connectionState === 'connected');
  if (peer === undefined) return null;
  const track = peer.getReceivers()[0].track;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  await new Promise((resolve) => setTimeout(resolve, 350));
  const levels = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(levels);
  const loudest = levels.reduce((best, level, index) => (level > levels[best] ? index : best), 0);
  const hz = Math.round((loudest * context.sampleRate) / analyser.fftSize);
  await context.close();
  const stats = [...(await peer.getStats()).values()];
  const inbound = stats.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio');
  const outbound = stats.find(({ type, kind }) => type === 'outbound-rtp' && kind === 'audio');
  return {
    hz,
    decibels: levels[loudest],
    received: inbound?.packetsReceived ?? 0,
    sent: outbound?.packetsSent ?? 0,
    lost: inbound?.packetsLost ?? 0,
    jitterMs: Math.round((inbound?.jitter ?? 0) * 1000),
  };
})();
