import encodeQR from 'qr';
import type { Box } from './measures.ts';
import type { Paper } from './paper.ts';

/** Blank modules around the code, without which it is not read (ISO/IEC 18004). */
const quietZone = 4;

/** The dark squares of a QR code; error correction M, as the pagoPA notice asks for. */
export function qrSquares(text: string, { x, y, width }: Box): readonly Box[] {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: quietZone });
  const side = width / modules.length;
  return modules.flatMap((row, line) =>
    runs(row).map(({ from, length }) => ({
      x: x + from * side,
      y: y + line * side,
      width: length * side,
      height: side,
    })),
  );
}

/** @param alt what a screen reader says in its place */
export function drawQr(paper: Paper, text: string, place: Box, alt: string): void {
  const { x, y, width, height } = place;
  const figure = paper.tag('Figure', { alt, bbox: [x, y, x + width, y + height] });
  figure.draw(() => paper.fill(qrSquares(text, place), '#000000'));
  figure.end();
}

/** Dark stretches of a row. */
function runs(row: readonly boolean[]): { from: number; length: number }[] {
  const found: { from: number; length: number }[] = [];
  for (const [index, dark] of row.entries()) {
    const last = found.at(-1);
    if (!dark) continue;
    if (last !== undefined && last.from + last.length === index) last.length += 1;
    else found.push({ from: index, length: 1 });
  }
  return found;
}
