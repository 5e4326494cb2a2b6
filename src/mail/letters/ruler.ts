/** How wide texts are. It agrees with pdfkit, which shapes a text word by word, with the blank behind the word. */
import { hasRightToLeft, visualRuns } from './bidi.ts';
import { letterFonts } from './fonts.ts';
import type { Style } from './styles.ts';

/** Widths of words for a size of one point; emptied when it is full. */
const known = new Map<string, number>();
const mostKnown = 20_000;

/** @returns points; blanks at the end count for nothing */
export function measure(text: string, style: Style): number {
  const line = text.trimEnd();
  const runs = hasRightToLeft(line) ? visualRuns(line, 'ltr') : [{ text: line, rtl: false }];
  return runs.reduce((sum, run) => sum + runWidth(run, style), 0);
}

/** The width of a run of one direction, with the blanks that it ends in. */
export function runWidth({ text, rtl }: { text: string; rtl: boolean }, { font, size }: Style): number {
  const words = rtl ? [text] : text.split(/(?<=[ \t])/);
  return words.reduce((sum, word) => sum + wordWidth(word, font), 0) * size;
}

function wordWidth(word: string, font: Style['font']): number {
  const key = `${font} ${word}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const { [font]: opened } = letterFonts();
  const width = opened.layout(word).advanceWidth / opened.unitsPerEm;
  if (known.size >= mostKnown) known.clear();
  known.set(key, width);
  return width;
}
