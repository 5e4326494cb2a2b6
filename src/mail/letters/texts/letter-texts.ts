import type { Content } from '../../../document-content/content.ts';
import type { Direction } from '../bidi.ts';

export type LetterKindName = Content['tipo'];

/** How to reach the institution. */
export interface Help {
  readonly landline: string;
  readonly mobile: string;
  readonly website: string;
}

/**
 * What a letter says in one language, whatever is in the document: plain words, polite form. The Italian ones open the
 * letter; those of the other languages are the note beside it.
 */
export interface LetterTexts {
  readonly direction: Direction;
  /** Title of the note. */
  readonly title: string;
  readonly kinds: {
    readonly [Kind in LetterKindName]: {
      /** What the document is called. */
      readonly name: string;
      /** What it is, and what to do with it: a paragraph. */
      readonly says: string;
    };
  };
  readonly help: (help: Help) => string;
  /** That the Italian text is the one that counts; empty in Italian. */
  readonly italianCounts: string;
}
