import { plainText } from './bidi.ts';
import { LetterError } from './letter-error.ts';
import { breakLines } from './lines.ts';
import { addressWindow } from './measures.ts';
import type { Paper } from './paper.ts';
import { measure } from './ruler.ts';
import { type Style, styles } from './styles.ts';

/** Whom a letter goes to. */
export interface Recipient {
  readonly name: string;
  /** Lines under the name, at most five; none for a letter that goes by e-mail. */
  readonly lines: readonly string[];
}

export const mostAddressLines = 5;
/** Each a step smaller; below that, sorting machines do not read it. */
const sizes = [1, 0.9, 0.8] as const;

/**
 * Puts the recipient into the window of the envelope: as large as fits, long lines broken.
 * @throws LetterError when it does not fit, or when there is no name
 */
export function drawAddress(paper: Paper, { name, lines }: Recipient): void {
  if (name.trim() === '') throw new LetterError('incomplete-address', 'nome');
  if (lines.length > mostAddressLines) throw new LetterError('bad-data', 'recipient.lines');
  const fitting = sizes
    .map((scale) => set([name, ...lines], scaled(styles.address, scale)))
    .find(({ height }) => height <= addressWindow.height);
  if (fitting === undefined) throw new LetterError('address-too-long', 'name and residence');
  const block = paper.tag('P', plainText([name, ...lines].join(', ')));
  block.draw(() => {
    for (const [index, line] of fitting.lines.entries()) {
      const y = addressWindow.y + fitting.style.size + index * fitting.style.leading;
      paper.text(index === fitting.lines.length - 1 ? line : `${line.trimEnd()} `, {
        x: addressWindow.x,
        y,
        style: fitting.style,
      });
    }
  });
  block.end();
}

function set(texts: readonly string[], style: Style) {
  const lines = texts.flatMap((text) =>
    breakLines(text.normalize('NFC'), addressWindow.width, (part) => measure(part, style)),
  );
  return { lines, style, height: lines.length * style.leading };
}

function scaled(style: Style, scale: number): Style {
  return { ...style, size: style.size * scale, leading: style.leading * scale };
}
