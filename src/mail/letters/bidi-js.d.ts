/** What we use of bidi-js. Its own types are those of an ES module, and Node gets its CommonJS one. */
declare module 'bidi-js' {
  export interface Embedding {
    /** A level for each character: odd ones run from right to left. */
    readonly levels: Uint8Array;
  }
  export interface Bidi {
    getEmbeddingLevels(text: string, direction: 'ltr' | 'rtl'): Embedding;
    /** Indices of the characters from left to right. */
    getReorderedIndices(text: string, embedding: Embedding): number[];
    /** Characters that stand for others in a run from right to left, such as brackets. */
    getMirroredCharactersMap(text: string, levels: Uint8Array): Map<number, string>;
  }
  export default function bidiFactory(): Bidi;
}
