/** Text inside an SVG file. Characters that XML does not allow become a space. */
export function xmlText(text: string): string {
  return [...text]
    .map((character) => (character < ' ' && character !== '\n' && character !== '\t' ? ' ' : character))
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A coordinate to a tenth of a pixel. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
