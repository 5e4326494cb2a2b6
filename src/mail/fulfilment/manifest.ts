/** One letter of a batch. Nothing in it is about a person. */
export interface ManifestLine {
  readonly reference: string;
  /** Its name in the folder. */
  readonly file: string;
  readonly kind: string;
  readonly pages: number;
  readonly bytes: number;
  /** In hexadecimal, of the whole file. */
  readonly sha256: string;
}

const fields = ['reference', 'file', 'kind', 'pages', 'bytes', 'sha256'] as const;

/** A JSON object a line; the same letters are the same text. */
export function jsonLinesOf(lines: readonly ManifestLine[]): string {
  return lines
    .map((line) => `${JSON.stringify(Object.fromEntries(fields.map((field) => [field, line[field]])))}\n`)
    .join('');
}

/** RFC 4180, with a head. No field holds a comma, a quote or a line break. */
export function csvOf(lines: readonly ManifestLine[]): string {
  return [fields, ...lines.map((line) => fields.map((field) => line[field]))]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('');
}
