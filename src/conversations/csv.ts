/** A cell, never taken for a formula. */
function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * A table as CSV (RFC 4180) as Italian spreadsheets open it by a double click: semicolons, CRLF, UTF-8 with its mark.
 * @param titles those of the columns, in order
 */
export function csvOf(
  titles: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): string {
  return `\uFEFF${[titles, ...rows].map((row) => `${row.map(cell).join(';')}\r\n`).join('')}`;
}
