/** Paper that becomes a PDF: tagged, with its fonts in it, the same bytes for the same drawing. */
import PDFDocument from 'pdfkit';
import './pdfkit-types.ts';
import { visualRuns } from './bidi.ts';
import { isPrintable, letterFonts } from './fonts.ts';
import { LetterError } from './letter-error.ts';
import { type Box, page } from './measures.ts';
import type { Paper, Placed, Point, Tag, TagOptions } from './paper.ts';
import { runWidth } from './ruler.ts';

export interface SheetOptions {
  readonly title: string;
  readonly author: string;
  /** Language of the document as a whole (RFC 3066). */
  readonly language: string;
  /** `YYYY-MM-DD`: the day on which the document says it was made. */
  readonly day: string;
}

/** PDF/UA-1 (ISO 14289-1) wants to be named in the metadata. */
const universalAccess =
  '<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""><pdfuaid:part>1</pdfuaid:part></rdf:Description>';
/** pdfkit writes in pieces of some bytes each: they are put together before there are too many of them. */
const mostPieces = 4_096;

export class Sheet implements Paper {
  readonly #document: PDFKit.PDFDocument;
  readonly #root: Tag;
  readonly #ended: Promise<void>;
  #pieces: Uint8Array[] = [];
  #pages = 0;

  constructor({ title, author, language, day }: SheetOptions) {
    this.#document = new PDFDocument({
      size: [page.width, page.height],
      margin: 0,
      autoFirstPage: false,
      // Without one of its own fonts, which would be read for each document.
      font: '',
      pdfVersion: '1.7',
      tagged: true,
      lang: language,
      displayTitle: true,
      info: {
        Title: title,
        Author: author,
        Creator: 'Centralino',
        Producer: 'Centralino',
        CreationDate: new Date(`${day}T12:00:00Z`),
      },
    });
    this.#ended = new Promise((resolve, reject) => {
      this.#document.on('data', (piece: Uint8Array) => this.#collect(piece));
      this.#document.on('end', resolve);
      this.#document.on('error', reject);
    });
    for (const [name, font] of Object.entries(letterFonts())) this.#document.registerFont(name, font);
    this.#document.appendXML(universalAccess);
    const root = this.#document.struct('Document');
    this.#document.addStructure(root);
    this.#root = new SheetTag(this.#document, root, 'Document');
  }

  get pages(): number {
    return this.#pages;
  }

  addPage(): void {
    this.#document.addPage();
    this.#pages += 1;
  }

  tag(type: string, options: TagOptions = {}): Tag {
    return this.#root.tag(type, options);
  }

  decorate(type: 'Pagination' | 'Layout', drawing: () => void): void {
    this.#document.markContent('Artifact', { type });
    drawing();
    this.#document.endMarkedContent();
  }

  text(line: string, { x, y, style, direction = 'ltr' }: Placed): void {
    // A blank at the end tells readers that the text goes on; it must not move a line that is read from the right.
    const goesOn = line.endsWith(' ');
    let left = x;
    const runs = visualRuns(line.trimEnd(), direction).map((run) => {
      if (!isPrintable(run.text))
        throw new LetterError('unprintable-text', 'the names and texts in the data');
      const at = { ...run, x: left };
      left += runWidth(run, style);
      return at;
    });
    this.#document.font(style.font).fontSize(style.size).fillColor(style.colour);
    // In the order of reading, which is what screen readers and searches follow.
    const inOrder = runs.toSorted((one, other) => one.start - other.start);
    for (const [index, run] of inOrder.entries()) {
      if (run.text === '') continue;
      const last = index === inOrder.length - 1;
      this.#document.text(goesOn && last && !run.rtl ? `${run.text} ` : run.text, run.x, y, {
        lineBreak: false,
        baseline: 'alphabetic',
        // Makes pdfkit shape the run as a whole instead of word by word.
        ...(run.rtl ? { features: [] } : {}),
      });
    }
  }

  rule(from: Point, to: Point, colour: string, width = 0.6): void {
    this.#document.moveTo(from.x, from.y).lineTo(to.x, to.y).lineWidth(width).strokeColor(colour).stroke();
  }

  dashes(from: Point, to: Point, colour: string): void {
    this.#document.dash(3, { space: 2.5 });
    this.rule(from, to, colour);
    this.#document.undash();
  }

  fill(areas: readonly Box[], colour: string): void {
    for (const { x, y, width, height } of areas) this.#document.rect(x, y, width, height);
    this.#document.fill(colour);
  }

  frame({ x, y, width, height }: Box, colour: string): void {
    this.#document.rect(x, y, width, height).lineWidth(0.8).strokeColor(colour).stroke();
  }

  /** The document as bytes; nothing can be drawn any more. */
  async finish(): Promise<Uint8Array> {
    this.#root.end();
    this.#document.end();
    await this.#ended;
    return Buffer.concat(this.#pieces);
  }

  #collect(piece: Uint8Array): void {
    this.#pieces.push(piece);
    if (this.#pieces.length >= mostPieces) this.#pieces = [Buffer.concat(this.#pieces)];
  }
}

class SheetTag implements Tag {
  readonly #document: PDFKit.PDFDocument;
  readonly #element: PDFKit.PDFStructureElement;
  readonly #type: string;

  constructor(document: PDFKit.PDFDocument, element: PDFKit.PDFStructureElement, type: string) {
    this.#document = document;
    this.#element = element;
    this.#type = type;
  }

  tag(type: string, options: TagOptions = {}): Tag {
    const element = this.#document.struct(type, options);
    this.#element.add(element);
    return new SheetTag(this.#document, element, type);
  }

  draw(drawing: () => void): void {
    const content = this.#document.markStructureContent(this.#type);
    drawing();
    this.#document.endMarkedContent();
    this.#element.add(content);
  }

  end(): void {
    this.#element.end();
  }
}
