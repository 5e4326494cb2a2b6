import type { Font, GlyphRun } from 'fontkit';

/** Words that a font keeps in mind; it forgets all of them when there are more. */
const mostWords = 8_000;

/** Makes a font remember the shapes of words: shaping is most of the work on a letter, and letters are much alike. */
export function rememberShapes(font: Font): void {
  const shape = font.layout.bind(font);
  const known = new Map<string, GlyphRun>();
  font.layout = (text) => {
    const before = known.get(text);
    if (before !== undefined) return copyOf(before);
    const { glyphs, positions, advanceWidth } = shape(text);
    if (known.size >= mostWords) known.clear();
    const run = { glyphs, positions, advanceWidth };
    known.set(text, run);
    return copyOf(run);
  };
}

/** pdfkit scales the positions that it gets, in place, and asks for the width after that. */
function copyOf({ glyphs, positions }: GlyphRun): GlyphRun {
  const own = positions.map(({ xAdvance, yAdvance, xOffset, yOffset }) => ({
    xAdvance,
    yAdvance,
    xOffset,
    yOffset,
  }));
  return {
    glyphs,
    positions: own,
    get advanceWidth() {
      return own.reduce((sum, { xAdvance }) => sum + xAdvance, 0);
    },
  };
}
