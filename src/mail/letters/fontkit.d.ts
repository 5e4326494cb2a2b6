/** What we use of fontkit, which carries no types. */
declare module 'fontkit' {
  export interface Font {
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): unknown;
    /** Shapes a text; glyphs of a right-to-left script come in visual order. The width is in units of the font. */
    layout(text: string): { readonly advanceWidth: number };
  }
  /** @throws Error for data that are no font */
  export function create(data: Uint8Array): Font;
}
