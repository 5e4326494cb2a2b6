import type { Address as PostalAddress } from '../document-content/address.ts';
import { inLatinScript } from './latin-script.ts';

export type { PostalAddress };

/** What is wrong with an address, so that it is not even tried. The names are shown to operations. */
export const addressProblems = ['destinatario', 'via', 'civico', 'cap', 'localita', 'provincia'] as const;
export type AddressProblem = (typeof addressProblems)[number];

/** A house number after the street: `12`, `12/A`, `km 4,500`; or that the street has none: `snc`, `SN`, `s.n.c.`. */
const houseNumber = /[\s,](n[.°]?\s*)?(\d{1,5}(\b|\D)|km\b)|\bs\.?\s?n\.?\s?(c\.?)?$/iu;

/** What would stop a letter to this address on its way; nothing for a good one. @param name whose address it is */
export function problemsOf(name: string, address: PostalAddress): readonly AddressProblem[] {
  const { via, cap, localita, provincia } = address;
  const abroad = isAbroad(address);
  const checks: Readonly<Record<AddressProblem, boolean>> = {
    destinatario: hasLetter(name),
    via: hasLetter(via),
    // Many countries write it first, or have none.
    civico: abroad || houseNumber.test(via.trim()) || !hasLetter(via),
    // None begins with 99, and none is 00000.
    cap: abroad || /^(?!00000|99)\d{5}$/.test(cap.trim()),
    localita: hasLetter(localita),
    provincia: abroad || /^[A-Za-z]{2}$/.test(provincia.trim()),
  };
  return addressProblems.filter((problem) => !checks[problem]);
}

export function isAbroad({ stato }: PostalAddress): boolean {
  return !/^\s*(italia|it)?\s*$/i.test(stato);
}

function hasLetter(text: string): boolean {
  return /\p{L}/u.test(text);
}

/** Characters of a line: what the window of a DL envelope shows in 10 point type, and Poste Italiane reads. */
export const longestLine = 44;
/** A letter has room for one more, should the recipient's name take two. */
export const mostLines = 5;

/**
 * The address block as Poste Italiane has it: recipient; c/o; street and number; CAP, LOCALITA' and PROVINCIA; for abroad
 * the country in capitals, in Italian. The empty lines are left out; what is longer than a line is cut at a word.
 * @param name as the registry writes it
 * @returns the lines in the script of the registry (`latinLines` for machines that print no other)
 */
export function addressLines(name: string, address: PostalAddress): readonly string[] {
  const { presso, via, cap, localita, provincia, stato } = address;
  const door = oneLine(presso).replace(/^(c\/o|presso)\s+/i, '');
  return [
    oneLine(name),
    door === '' ? '' : `c/o ${door}`,
    oneLine(via),
    oneLine(cap, localita, provincia).toLocaleUpperCase('it'),
    isAbroad(address) ? oneLine(stato).toLocaleUpperCase('it') : '',
  ]
    .filter((line) => line !== '')
    .map(cut);
}

/** The same lines in Latin letters, for printers and sorting machines that have no others; the letter keeps its script. */
export function latinLines(lines: readonly string[]): readonly string[] {
  return lines.map((line) => cut(oneLine(inLatinScript(line)))).filter((line) => line !== '');
}

/** Parts with one gap between them, and nothing that would begin a line of its own or steer a printer. */
function oneLine(...parts: readonly string[]): string {
  return parts
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
