/** Reads what our PDF documents say and where, so that whoever judges them judges the bytes that are printed. Letters only. */
import { inflateSync } from 'node:zlib';

/** A piece of text on a page; points from the top left corner. */
export interface PdfText {
  readonly page: number;
  readonly x: number;
  /** The baseline. */
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly text: string;
  /** The structure element or artifact that it belongs to: `P`, `TD`, `Artifact`. */
  readonly tag: string;
}

/** A filled rectangle. */
export interface PdfArea {
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly tag: string;
}

export interface PdfPages {
  readonly pages: number;
  readonly texts: readonly PdfText[];
  readonly areas: readonly PdfArea[];
  /** Every object but streams, as it is written. */
  readonly objects: readonly string[];
}

interface PdfFont {
  readonly characters: readonly string[];
  /** In thousandths of the size. */
  readonly widths: readonly number[];
}

type Matrix = readonly [number, number, number, number, number, number];

export function readPdf(pdf: Uint8Array): PdfPages {
  const bytes = Buffer.from(pdf);
  const objects = objectsOf(bytes);
  const text = (id: number) => objects.get(id)?.text ?? '';
  const fontOf = (id: number): PdfFont => {
    const cmap = inflateSync(objects.get(reference(text(id), 'ToUnicode'))?.stream ?? Buffer.alloc(0));
    const descendant = text(reference(text(id), 'DescendantFonts'));
    const widths = /\/W \[0 \[([^\]]*)\]/.exec(descendant)?.[1]?.trim().split(/\s+/).map(Number) ?? [];
    const characters = [...cmap.toString('latin1').matchAll(/\[([^\]]*)\]/g)].flatMap(([, list = '']) =>
      [...list.matchAll(/<([^>]*)>/g)].map(([, codes = '']) =>
        codes
          .trim()
          .split(/\s+/)
          .map((code) => String.fromCharCode(Number.parseInt(code, 16)))
          .join(''),
      ),
    );
    return { characters, widths };
  };
  const fonts = new Map<number, PdfFont>();
  const pageIds = [...objects].filter(([, { text: written }]) => /\/Type \/Page\b/.test(written));
  const [texts, areas]: [PdfText[], PdfArea[]] = [[], []];
  for (const [page, [, { text: written }]] of pageIds.entries()) {
    const resources = text(reference(written, 'Resources'));
    const named = new Map(
      [...(/\/Font <<([^>]*)>>/s.exec(resources)?.[1] ?? '').matchAll(/\/(\w+) (\d+) 0 R/g)].map(
        ([, name = '', id]) => {
          const font = fonts.get(Number(id)) ?? fontOf(Number(id));
          fonts.set(Number(id), font);
          return [name, font] as const;
        },
      ),
    );
    const stream = objects.get(reference(written, 'Contents'))?.stream ?? Buffer.alloc(0);
    readContent(inflateSync(stream).toString('latin1'), page, named, texts, areas);
  }
  return { pages: pageIds.length, texts, areas, objects: [...objects.values()].map((one) => one.text) };
}

/** All text, a line a piece. */
export function pdfText({ texts }: PdfPages): string {
  return texts.map(({ text }) => text).join('\n');
}

function objectsOf(bytes: Buffer): Map<number, { text: string; stream?: Buffer }> {
  const all = new Map<number, { text: string; stream?: Buffer }>();
  const file = bytes.toString('latin1');
  for (const { 0: head, 1: id, index } of file.matchAll(/^(\d+) 0 obj\n/gm)) {
    const begin = index + head.length;
    const length = /^<<.*?\/Length (\d+).*?>>\nstream\n/s.exec(file.slice(begin, begin + 600));
    const end = file.indexOf('\nendobj', begin);
    const streamBegin = length === null ? -1 : begin + length[0].length;
    if (length === null || file.slice(begin, streamBegin).includes('endobj')) {
      all.set(Number(id), { text: file.slice(begin, end) });
      continue;
    }
    const stream = bytes.subarray(streamBegin, streamBegin + Number(length[1]));
    all.set(Number(id), { text: file.slice(begin, streamBegin), stream });
  }
  return all;
}

function reference(object: string, name: string): number {
  return Number(new RegExp(`/${name} \\[?(\\d+) 0 R`).exec(object)?.[1] ?? 0);
}

/** The operators that pdfkit writes for text, rectangles and marked content (ISO 32000, 8 and 9). */
function readContent(
  content: string,
  page: number,
  fonts: ReadonlyMap<string, PdfFont>,
  texts: PdfText[],
  areas: PdfArea[],
): void {
  const height = 297 * (72 / 25.4);
  const tags: string[] = [];
  const saved: Matrix[] = [];
  let matrix: Matrix = [1, 0, 0, 1, 0, 0];
  let [font, size]: [PdfFont | undefined, number] = [undefined, 0];
  let [textX, textY] = [0, 0];
  let opened = '';
  let waiting: PdfArea[] = [];
  const place = (x: number, y: number) => ({
    x: matrix[0] * x + matrix[2] * y + matrix[4],
    y: height - (matrix[1] * x + matrix[3] * y + matrix[5]),
  });
  const tag = () => tags.at(-1) ?? '';
  for (const line of content.split('\n')) {
    const words = line.trim().split(/\s+/);
    const numbers = words.slice(0, -1).map(Number);
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers;
    switch (words.at(-1)) {
      case 'q':
        saved.push(matrix);
        break;
      case 'Q':
        matrix = saved.pop() ?? matrix;
        break;
      case 'cm':
        matrix = multiply([a, b, c, d, e, f], matrix);
        break;
      case '<<':
        // The properties of marked content come on lines of their own.
        opened = words[0]?.slice(1) ?? '';
        break;
      case 'BDC':
        tags.push(opened);
        break;
      case 'EMC':
        tags.pop();
        break;
      case 'Tm':
        [textX, textY] = [e, f];
        break;
      case 'Tf':
        [font, size] = [fonts.get(words[0]?.slice(1) ?? ''), b];
        break;
      case 'TJ': {
        let [width, text] = [0, ''];
        for (const [, hex = '', move] of line.matchAll(/<([0-9a-f]*)>|(-?[\d.]+)(?= |\])/g)) {
          for (const code of hex.match(/.{4}/g) ?? []) {
            const glyph = Number.parseInt(code, 16);
            text += font?.characters[glyph] ?? '\ufffd';
            width += ((font?.widths[glyph] ?? 0) * size) / 1_000;
          }
          if (move !== undefined) width -= (Number(move) * size) / 1_000;
        }
        texts.push({ page, ...place(textX, textY), width, size, text, tag: tag() });
        textX += width;
        break;
      }
      case 're': {
        const [one, other] = [place(a, b), place(a + c, b + d)];
        const x = Math.min(one.x, other.x);
        const y = Math.min(one.y, other.y);
        waiting.push({ page, x, y, width: Math.abs(c), height: Math.abs(d), tag: tag() });
        break;
      }
      case 'f':
        areas.push(...waiting);
        waiting = [];
        break;
      case 'S':
        waiting = [];
        break;
      default:
    }
  }
}

function multiply(one: Matrix, other: Matrix): Matrix {
  const [a, b, c, d, e, f] = one;
  const [g, h, i, j, k, l] = other;
  return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l];
}
