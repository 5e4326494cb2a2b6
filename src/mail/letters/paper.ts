/** What letters are set on: a draft that only counts the pages, and the sheet that becomes a PDF. */
import type { Direction } from './bidi.ts';
import type { Box } from './measures.ts';
import type { Style } from './styles.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface TagOptions {
  /** Where it is another than the document's (RFC 3066). */
  readonly lang?: string;
  /** What is said in place of a picture. */
  readonly alt?: string;
  /** The text as it is read, where it is not drawn in that order. */
  readonly actual?: string;
  /** Of a header cell: what it is the header of. */
  readonly scope?: 'Column' | 'Row';
  /** Of a picture: left, top, right, bottom. */
  readonly bbox?: [number, number, number, number];
}

/** An element of the structure that screen readers follow (ISO 32000, 14.8). */
export interface Tag {
  /** An element within this one. */
  tag(type: string, options?: TagOptions): Tag;
  /** Draws what belongs to it; all of it on the page where the paper is now. */
  draw(drawing: () => void): void;
  /** Nothing more will come. */
  end(): void;
}

export interface Placed {
  /** The left end. */
  readonly x: number;
  /** The baseline. */
  readonly y: number;
  readonly style: Style;
  readonly direction?: Direction;
}

export interface Paper {
  /** How many there are by now. */
  readonly pages: number;
  addPage(): void;
  /** An element of the document itself. */
  tag(type: string, options?: TagOptions): Tag;
  /** Draws what is no part of the text: rules, running heads, page numbers. */
  decorate(type: 'Pagination' | 'Layout', drawing: () => void): void;
  /** Puts one line of text. @throws LetterError for characters that the fonts do not have */
  text(line: string, place: Placed): void;
  rule(from: Point, to: Point, colour: string, width?: number): void;
  dashes(from: Point, to: Point, colour: string): void;
  fill(areas: readonly Box[], colour: string): void;
  frame(area: Box, colour: string): void;
}
