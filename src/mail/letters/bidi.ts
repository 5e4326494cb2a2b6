/** Texts of both directions in one line (Unicode Standard Annex 9). */
import bidiFactory from 'bidi-js';

export type Direction = 'ltr' | 'rtl';

/** A piece of a line that runs in one direction. */
export interface Run {
  /** As it is read; the font turns letters of a right-to-left script around by itself. */
  readonly text: string;
  readonly rtl: boolean;
  /** Where it begins in the line as it is read. */
  readonly start: number;
}

const bidi = bidiFactory();
/** From Hebrew on there are letters that are written from the right. */
const fromTheRight = /[\u0590-\u08ff\u200f\u2067\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Marks and isolates: they say where texts of one direction begin and end, and have no shape. */
const controls = /[\u061c\u200e\u200f\u2066-\u2069]/;
const everyControl = new RegExp(controls, 'g');

/** Whether anything in it is written from right to left. */
export function hasRightToLeft(text: string): boolean {
  return fromTheRight.test(text);
}

/** What an element says beside its drawing, where a text in it is not drawn in the order in which it is read. */
export function plainText(text: string): { actual?: string } {
  return hasRightToLeft(text) ? { actual: text.replaceAll(everyControl, '') } : {};
}

/** The runs of one line, from left to right as they stand on paper. */
export function visualRuns(line: string, direction: Direction): readonly Run[] {
  if (direction === 'ltr' && !hasRightToLeft(line)) return [{ text: line, rtl: false, start: 0 }];
  const embedding = bidi.getEmbeddingLevels(line, direction);
  const mirrored = bidi.getMirroredCharactersMap(line, embedding.levels);
  const order = bidi.getReorderedIndices(line, embedding);
  const runs: { text: string; rtl: boolean; start: number; last: number }[] = [];
  for (const index of order) {
    if (controls.test(line.charAt(index))) continue;
    const level = embedding.levels[index] ?? 0;
    const rtl = level % 2 === 1;
    const character = mirrored.get(index) ?? line.charAt(index);
    const before = runs.at(-1);
    if (before !== undefined && before.rtl === rtl && index === before.last + (rtl ? -1 : 1)) {
      before.text = rtl ? character + before.text : before.text + character;
      before.start = Math.min(before.start, index);
      before.last = index;
    } else runs.push({ text: character, rtl, start: index, last: index });
  }
  return runs.map(({ text, rtl, start }) => ({ text: rtl ? asDrawn(text) : text, rtl, start }));
}

/** A run without letters is drawn as it stands: it has to be turned around here. */
function asDrawn(text: string): string {
  return hasRightToLeft(text) ? text : [...text].reverse().join('');
}
