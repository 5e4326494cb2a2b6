/**
 * The fonts of letters: DejaVu Sans Condensed, which has Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic.
 * They are opened once a process, since that takes longer than a letter.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import { rememberShapes } from './shapes.ts';
import type { Style } from './styles.ts';

const files: Readonly<Record<Style['font'], string>> = {
  regular: 'DejaVuSansCondensed.ttf',
  bold: 'DejaVuSansCondensed-Bold.ttf',
};
const locate = createRequire(import.meta.url);

/** Blocks of letters and signs that texts may have; Arabic presentation forms and the like are none of them. */
const blocks = [
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x2b0, 0x52f],
  [0x531, 0x58a],
  [0x5d0, 0x5ea],
  [0x60c, 0x6d3],
  [0x6f0, 0x6f9],
  [0x10d0, 0x10fc],
  [0x1e00, 0x1fff],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x20a0, 0x20bf],
  [0x2116, 0x2122],
  [0x2212, 0x2212],
] as const;
const arabic = { from: 0x620, to: 0x6d3, tatweel: '\u0640' } as const;
const lamAlef = ['\u0644\u0627', '\u0644\u0623', '\u0644\u0625', '\u0644\u0622'];

export type Fonts = Readonly<Record<Style['font'], Font>>;
let opened: Fonts | undefined;

/** @throws Error when the files of the package are not there */
export function letterFonts(): Fonts {
  opened ??= { regular: open(files.regular), bold: open(files.bold) };
  return opened;
}

/** Whether every character of a text has a glyph in both fonts. */
export function isPrintable(text: string): boolean {
  const { regular, bold } = letterFonts();
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const known = blocks.some(([from, to]) => from <= code && code <= to);
    if (!known || !regular.hasGlyphForCodePoint(code) || !bold.hasGlyphForCodePoint(code)) return false;
  }
  return true;
}

function open(file: string): Font {
  const font = create(readFileSync(locate.resolve(`dejavu-fonts-ttf/ttf/${file}`)));
  settleGlyphs(font);
  rememberShapes(font);
  return font;
}

/**
 * fontkit remembers with each glyph the characters that first led to it, and they go into the document as its text.
 * Meeting all of them once in one order makes a letter the same whatever letters came before it.
 */
function settleGlyphs(font: Font): void {
  for (let code = arabic.from; code <= arabic.to; code += 1) {
    const letter = String.fromCodePoint(code);
    const joined = [letter, letter + arabic.tatweel, arabic.tatweel + letter];
    for (const form of [...joined, arabic.tatweel + letter + arabic.tatweel]) font.layout(form);
  }
  for (const pair of lamAlef) for (const form of [pair, arabic.tatweel + pair]) font.layout(form);
  for (const [from, to] of blocks) {
    for (let code = from; code <= to; code += 1)
      if (font.hasGlyphForCodePoint(code)) font.glyphForCodePoint(code);
  }
}
