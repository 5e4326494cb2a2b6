/** Sets texts one below the other, page after page. */
import { type Direction, plainText } from './bidi.ts';
import { LetterError } from './letter-error.ts';
import { breakLines } from './lines.ts';
import { margins, page, textWidth } from './measures.ts';
import type { Paper, TagOptions } from './paper.ts';
import { measure } from './ruler.ts';
import { accent, hairline, type Style, styles, tint } from './styles.ts';

/** How a paragraph is set where it is not as usual. */
export interface ParagraphOptions {
  readonly style?: Style;
  /** Space after it. */
  readonly after?: number;
}

/** Something in another language, in a box of its own. */
export interface Note {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly language: string;
  readonly direction: Direction;
}

const bottom = page.height - margins.bottom;
const notePadding = 10;
/** A heading stays on one page with so much of what follows: the head of a table and three rows. */
const kept = 72;
/** Arabic letters are small for their size. */
const rightToLeftScale = 1.12;

export class Composer {
  readonly paper: Paper;
  /** Draws what stands on every page after the first around the text. */
  readonly #furnish: () => void;
  #y: number;

  /**
   * @param y where the text begins on the first page, which is there already
   * @param furnish called on each page that begins
   */
  constructor(paper: Paper, y: number, furnish: () => void) {
    this.paper = paper;
    this.#y = y;
    this.#furnish = furnish;
  }

  /** Where the next thing begins. */
  get y(): number {
    return this.#y;
  }

  /** Room that is left on this page. */
  get room(): number {
    return bottom - this.#y;
  }

  newPage(): void {
    this.paper.addPage();
    this.#y = margins.top;
    this.paper.decorate('Pagination', this.#furnish);
  }

  /** Begins a new page unless there is room. @throws LetterError when no page has so much */
  need(height: number): void {
    if (height > bottom - margins.top) throw new LetterError('text-too-long', 'the longest text of the data');
    if (height > this.room) this.newPage();
  }

  space(height: number): void {
    this.#y += height;
  }

  /** Moves on below something that was drawn on the paper. */
  moveTo(y: number): void {
    this.#y = y;
  }

  /** @param level 1 for the subject, 2 for a part; it stays with the beginning of what follows */
  heading(text: string, level: 1 | 2 = 2): void {
    const style = level === 1 ? styles.subject : styles.heading;
    this.need(style.leading + kept);
    if (level === 2) this.space(6);
    this.#flow(text, `H${level}`, style);
    this.space(level === 1 ? 8 : 3);
  }

  paragraph(text: string, { style = styles.body, after = 6 }: ParagraphOptions = {}): void {
    this.#flow(text, 'P', style);
    this.space(after);
  }

  /** Names and values side by side, such as who somebody is. A value that is empty is left out. */
  pairs(rows: readonly (readonly [name: string, value: string])[]): void {
    const nameWidth = 120;
    const list = this.paper.tag('L');
    for (const [name, value] of rows.filter(([, text]) => text !== '')) {
      const lines = this.split(value, styles.strong, textWidth - nameWidth);
      this.need(lines.length * styles.strong.leading);
      const item = list.tag('LI');
      const y = this.#y + styles.strong.size;
      item.tag('Lbl').draw(() => this.paper.text(`${name} `, { x: margins.left, y, style: styles.name }));
      item.tag('LBody', plainText(value)).draw(() => {
        this.#draw(lines, { x: margins.left + nameWidth, style: styles.strong });
      });
      item.end();
    }
    list.end();
    this.space(6);
  }

  /** A box on a tint, with a bar on the side where the language begins to write; all on one page. */
  note({ title, paragraphs, language, direction }: Note): void {
    const scale = direction === 'rtl' ? rightToLeftScale : 1;
    const [head, body] = [scaled(styles.noteHead, scale), scaled(styles.note, scale)];
    const width = textWidth - 2 * notePadding;
    const gap = 3;
    const parts = [
      { type: 'H2', text: title, style: head, after: 2 },
      ...paragraphs.map((text, index) => ({
        type: 'P',
        text,
        style: body,
        after: index === paragraphs.length - 1 ? 0 : gap,
      })),
    ].map((part) => ({ ...part, lines: this.split(part.text, part.style, width) }));
    const height =
      2 * notePadding +
      parts.reduce((sum, { lines, style, after }) => sum + lines.length * style.leading + after, 0);
    this.need(height);
    const box = { x: margins.left, y: this.#y, width: textWidth, height };
    const barX = direction === 'rtl' ? box.x + box.width - 2 : box.x;
    this.paper.decorate('Layout', () => {
      this.paper.fill([box], tint);
      this.paper.fill([{ ...box, x: barX, width: 2 }], accent);
    });
    const section = this.paper.tag('Sect', { lang: language });
    this.space(notePadding);
    for (const { type, text, style, lines, after } of parts) {
      const tag = section.tag(type, { ...plainText(text), lang: language });
      tag.draw(() => this.#draw(lines, { x: box.x + notePadding, width, style, direction }));
      tag.end();
      this.space(after);
    }
    section.end();
    this.#y = box.y + height;
  }

  /** A rule over the whole width. */
  rule(): void {
    const y = this.#y;
    this.paper.decorate('Layout', () =>
      this.paper.rule({ x: margins.left, y }, { x: margins.left + textWidth, y }, hairline),
    );
  }

  /** The lines of a text in a width. */
  split(text: string, style: Style, width: number): string[] {
    return breakLines(text.normalize('NFC'), width, (part) => measure(part, style));
  }

  /** A text over as many pages as it takes: one element, whose parts lie on each of them. */
  #flow(text: string, type: string, style: Style): void {
    const options: TagOptions = plainText(text);
    const tag = this.paper.tag(type, options);
    const lines = this.split(text, style, textWidth);
    while (lines.length > 0) {
      this.need(style.leading);
      const onThisPage = lines.splice(0, Math.max(1, Math.floor(this.room / style.leading)));
      tag.draw(() => this.#draw(onThisPage, { x: margins.left, style }));
    }
    tag.end();
  }

  /** @param width that lines which are read from the right end at */
  #draw(
    lines: readonly string[],
    at: { x: number; width?: number; style: Style; direction?: Direction },
  ): void {
    const { x, width = 0, style, direction = 'ltr' } = at;
    for (const line of lines) {
      const left = direction === 'rtl' ? x + width - measure(line, style) : x;
      this.paper.text(line, { x: left, y: this.#y + style.size, style, direction });
      this.#y += style.leading;
    }
  }
}

function scaled(style: Style, scale: number): Style {
  return { ...style, size: style.size * scale, leading: style.leading * scale };
}
