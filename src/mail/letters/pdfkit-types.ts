import type { Font } from 'fontkit';

/** What pdfkit can do and its types leave out. */
declare global {
  namespace PDFKit.Mixins {
    interface StructureElementOptions {
      scope?: 'Column' | 'Row';
      bbox?: [number, number, number, number];
    }
    interface PDFFont {
      /** A font that is open already. */
      registerFont(name: string, font: Font): this;
    }
  }
}
