/** What we use of fontkit, which carries no types. */
declare module 'fontkit' {
  /** In units of the font. */
  export interface GlyphPosition {
    readonly xAdvance: number;
    readonly yAdvance: number;
    readonly xOffset: number;
    readonly yOffset: number;
  }
  export interface GlyphRun {
    readonly glyphs: readonly unknown[];
    readonly positions: readonly GlyphPosition[];
    readonly advanceWidth: number;
  }
  export interface Font {
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): unknown;
    /** Shapes a text; glyphs of a right-to-left script come in visual order. */
    layout: (text: string) => GlyphRun;
  }
  /** @throws Error for data that are no font */
  export function create(data: Uint8Array): Font;
}
