/** RIFF/WAVE files of 16-bit linear mono audio. */

const headerBytes = 44;

/** A whole WAV file; `sampleRate` in Hz. */
export function wavFile(samples: Int16Array, sampleRate = 8000): Buffer {
  const file = Buffer.alloc(headerBytes + samples.length * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // linear PCM
  file.writeUInt16LE(1, 22); // one channel
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples.length * 2, 40);
  for (let index = 0; index < samples.length; index++) {
    file.writeInt16LE(samples[index] ?? 0, headerBytes + index * 2);
  }
  return file;
}
