/** G.711 A-law (ITU-T G.711, table 1a): 13-bit samples in eight segments, even bits inverted. */

const INVERT_EVEN_BITS = 0x55;

/** The code of each value of the upper 12 bits of a sample, -2048 to 2047. */
const codes = Uint8Array.from({ length: 4096 }, (_, index) => code(index - 2048));

function code(value: number): number {
  const magnitude = value < 0 ? ~value : value;
  const sign = value < 0 ? 0 : 0x80;
  const segment = Math.max(0, 32 - Math.clz32(magnitude) - 4);
  const step = segment < 1 ? magnitude : (magnitude >> (segment - 1)) & 0x0f;
  return (sign | (segment << 4) | step) ^ INVERT_EVEN_BITS;
}

/** One byte a sample. */
export function encodeAlaw(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let index = 0; index < bytes.length; index++)
    bytes[index] = codes[((samples[index] ?? 0) >> 4) + 2048] ?? 0;
  return bytes;
}

/** The middle of the interval that each byte stands for. */
export function decodeAlaw(bytes: Uint8Array): Int16Array {
  return Int16Array.from(bytes, (byte) => {
    const plain = byte ^ INVERT_EVEN_BITS;
    const segment = (plain >> 4) & 0x07;
    const step = plain & 0x0f;
    const magnitude = segment === 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1);
    return plain & 0x80 ? magnitude : -magnitude;
  });
}
