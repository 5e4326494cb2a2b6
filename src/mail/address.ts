import { z } from 'zod';
import { inLatinScript } from './latin-script.ts';

/** A postal address by its parts, as registries hold them. Words may be in any script. */
export const postalAddressSchema = z.strictObject({
  /** c/o: whoever's door it is. */
  presso: z.string().trim().min(1).max(60).optional(),
  /** Denominazione urbanistica generica: via, piazza, vicolo. Abroad it is part of `via`. */
  dug: z.string().trim().min(1).max(20).optional(),
  /** Name of the street without its dug; abroad the whole line, in the order of that country. */
  via: z.string().trim().min(1).max(80),
  /** House number: `12`, `12/A`, `snc` where the street has no numbers. */
  civico: z.string().trim().min(1).max(12).optional(),
  /** Staircase, floor, hamlet: whatever else leads to the door. */
  altro: z.string().trim().min(1).max(60).optional(),
  /** Postal code: five digits in Italy; abroad as that country writes it, or none. */
  cap: z.string().trim().min(1).max(12).optional(),
  localita: z.string().trim().min(1).max(60),
  /** Sigla of the province; only in Italy. */
  provincia: z.string().trim().min(1).max(3).optional(),
  /** ISO 3166-1 alpha-2; `IT` when absent. */
  paese: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
});
export type PostalAddress = z.output<typeof postalAddressSchema>;

/** What is wrong with an address, so that it is not even tried. The names are shown to operations. */
export const addressProblems = [
  'cap',
  'provincia',
  'civico',
  'localita',
  'via',
  'destinatario',
  'paese',
] as const;
export type AddressProblem = (typeof addressProblems)[number];

const italian = (address: PostalAddress) => (address.paese ?? 'IT') === 'IT';

/** What would stop a letter to this address on its way; nothing for a good one. @param name whose address it is */
export function problemsOf(name: string, address: PostalAddress): readonly AddressProblem[] {
  const problems: AddressProblem[] = [];
  const hasLetter = (text: string) => /\p{L}/u.test(text);
  if (!hasLetter(name)) problems.push('destinatario');
  if (!/[\p{L}\p{N}]/u.test(address.via)) problems.push('via');
  if (!hasLetter(address.localita)) problems.push('localita');
  if (!italian(address)) {
    if (countryInItalian(address.paese) === undefined) problems.push('paese');
    return problems;
  }
  // No CAP begins above 98 (Messina) or is 00000.
  if (!/^(?!00000)(\d[0-8]|[0-8]9)\d{3}$/.test(address.cap ?? '')) problems.push('cap');
  if (!/^[A-Z]{2}$/.test(address.provincia ?? '')) problems.push('provincia');
  if (!/^(\d{1,5}\b.*|s\.?n\.?c\.?|km\b.*\d.*)$/i.test(address.civico ?? '')) problems.push('civico');
  return problems;
}

/** Characters of a line: what the window of a DL envelope shows in 10 point type, and Poste Italiane reads. */
export const longestLine = 44;
export const mostLines = 6;

/**
 * The address block as Poste Italiane has it: recipient; c/o; staircase or hamlet; dug, street and number; CAP,
 * LOCALITA' and PROVINCE; for abroad the country in capitals, in Italian. At most six lines of 44 characters, the
 * empty ones left out; what is longer is cut at a word.
 * @param name as the registry writes it
 * @returns the lines in the script of the registry (`latinLines` for machines that print no other)
 */
export function addressLines(name: string, address: PostalAddress): readonly string[] {
  const { presso, dug, via, civico, altro, cap, localita, provincia, paese } = address;
  const abroad = !italian(address);
  const door = words(presso);
  return [
    words(name),
    door === '' ? '' : `c/o ${door}`,
    words(altro),
    words(dug, via, civico),
    words(cap, localita.toLocaleUpperCase('it'), abroad ? '' : provincia?.toUpperCase()),
    abroad ? (countryInItalian(paese) ?? paese ?? '').toLocaleUpperCase('it') : '',
  ]
    .filter((line) => line !== '')
    .map(cut);
}

/** The same lines in Latin letters, for printers and sorting machines that have no others; the letter keeps its script. */
export function latinLines(lines: readonly string[]): readonly string[] {
  return lines.map((line) => cut(words(inLatinScript(line)))).filter((line) => line !== '');
}

/** Parts with one gap between them, and nothing that would begin a line of its own or steer a printer. */
function words(...parts: readonly (string | undefined)[]): string {
  return parts
    .map((part) => part ?? '')
    .join(' ')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

function cut(line: string): string {
  const characters = [...new Intl.Segmenter('it').segment(line)].map(({ segment }) => segment);
  if (characters.length <= longestLine) return line;
  const whole = characters.slice(0, longestLine + 1).join('');
  const gap = whole.lastIndexOf(' ');
  return gap >= longestLine / 2 ? whole.slice(0, gap) : characters.slice(0, longestLine).join('').trim();
}

const countryNames = new Intl.DisplayNames('it', { type: 'region', fallback: 'none' });

/** `Germania` for `DE`; undefined for what is no country. */
function countryInItalian(code: string | undefined): string | undefined {
  return code === undefined || code === 'ZZ' || !/^[A-Z]{2}$/.test(code) ? undefined : countryNames.of(code);
}
