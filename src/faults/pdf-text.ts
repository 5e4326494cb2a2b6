/** The text of the first page. */
export function textOfPdf(pdf: Buffer): string {
  return pdf.toString('utf8');
}
