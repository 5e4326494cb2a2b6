/**
 * How a text becomes messages of a mobile network (3GPP TS 23.038 and 23.040): 160 characters of the GSM alphabet, or 70
 * of UCS-2 as soon as one character is not in it; longer texts in parts of 153 or 67, which the phone puts together.
 */

/** Characters of one septet, each at its place. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Characters of two septets: escape and this. */
const extended: Readonly<Record<string, number>> = {
  '\f': 0x0a,
  '^': 0x14,
  '{': 0x28,
  '}': 0x29,
  '\\': 0x2f,
  '[': 0x3c,
  '~': 0x3d,
  ']': 0x3e,
  '|': 0x40,
  '€': 0x65,
};
const escapeCode = 0x1b;
const septets: ReadonlyMap<string, readonly number[]> = new Map([
  ...[...basic]
    .map((character, code): [string, readonly number[]] => [character, [code]])
    .filter(([, [code]]) => code !== escapeCode),
  ...Object.entries(extended).map(([character, code]): [string, readonly number[]] => [
    character,
    [escapeCode, code],
  ]),
]);

/** Signs of typesetting that would cost more than half of the room for nothing. */
const plainSigns: Readonly<Record<string, string>> = {
  '\u2019': "'",
  '\u2018': "'",
  '\u201c': '"',
  '\u201d': '"',
  '«': '"',
  '»': '"',
  '\u2013': '-',
  '\u2014': '-',
  '\u2026': '...',
  '\u00a0': ' ',
  '\u202f': ' ',
};

export type SmsEncoding = 'gsm-7' | 'ucs-2';

export interface SmsParts {
  /** The text as it is sent. */
  readonly text: string;
  readonly encoding: SmsEncoding;
  /** One septet a byte, as SMPP carries them; or UTF-16, the higher byte first. */
  readonly parts: readonly Uint8Array[];
}

/** What one message of a network holds, alone and as one of several; in septets, or in bytes. */
const room = { 'gsm-7': { alone: 160, together: 153 }, 'ucs-2': { alone: 140, together: 134 } } as const;

/** More than any phone is asked to put together here. */
export const mostParts = 10;

/** @returns undefined for a text that cannot be sent: an empty one, or one that takes more than ten parts */
export function smsParts(given: string): SmsParts | undefined {
  const text = given
    .normalize('NFC')
    .replace(
      /[\u2018\u2019\u201c\u201d«»\u2013\u2014\u2026\u00a0\u202f]/g,
      (sign) => plainSigns[sign] ?? sign,
    );
  if (text.trim() === '') return undefined;
  const characters = [...text];
  const encoding: SmsEncoding = characters.every((character) => septets.has(character)) ? 'gsm-7' : 'ucs-2';
  const units = (encoding === 'gsm-7' ? characters : graphemes(text)).map((unit) =>
    encoding === 'gsm-7' ? (septets.get(unit) ?? []) : utf16(unit),
  );
  const { alone, together } = room[encoding];
  const whole = units.flat();
  const parts = whole.length <= alone ? [whole] : packed(units, together);
  if (parts.length > mostParts) return undefined;
  return { text, encoding, parts: parts.map((part) => Uint8Array.from(part)) };
}

/** No unit is torn apart, unless it alone is larger than a part. */
function packed(units: readonly (readonly number[])[], most: number): readonly (readonly number[])[] {
  const parts: number[][] = [];
  let part: number[] = [];
  for (const unit of units.flatMap((one) => chunks(one, most))) {
    if (part.length + unit.length > most) {
      parts.push(part);
      part = [];
    }
    part.push(...unit);
  }
  return [...parts, part];
}

function chunks(unit: readonly number[], most: number): readonly (readonly number[])[] {
  const size = most - (most % 2);
  return Array.from({ length: Math.ceil(unit.length / size) }, (_, at) =>
    unit.slice(at * size, (at + 1) * size),
  );
}

/** A letter with its marks stays in one part. */
function graphemes(text: string): string[] {
  return [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
}

function utf16(text: string): number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)).flatMap((unit) => [
    unit >> 8,
    unit & 0xff,
  ]);
}

/** The user data header of one of several parts: concatenation with a reference of 16 bits (3GPP TS 23.040, 9.2.3.24.8). */
export function concatenationHeader(reference: number, count: number, place: number): Uint8Array {
  return Uint8Array.of(6, 8, 4, (reference >> 8) & 0xff, reference & 0xff, count, place);
}
