/** Names as callers spell them on the keys of a telephone. */
import { transliterate } from '../../codice-fiscale/compose.ts';
import { signature } from '../../codice-fiscale/keypad.ts';

/** An entry ends by itself after so many keys (input kind `name`). */
const longest = 30;

/** Small words that a surname begins with: alone they are nobody's name. */
const particles = new Set(
  'AL BEN DA DAL DALLA DE DEGLI DEI DEL DELLA DELLE DELLO DI DU EL LA LE LI LO SAN VAN VON ZU'.split(' '),
);

/** Letters that no accent can be taken off, as they are keyed when only the shape counts. */
const plainLetters: Readonly<Record<string, string>> = {
  Æ: 'AE',
  Œ: 'OE',
  Ø: 'O',
  Ð: 'D',
  Þ: 'TH',
  Ł: 'L',
  Đ: 'D',
};

/**
 * Every way of spelling a name that is accepted, in the letters A-Z: whole, or without its later parts ("Anna" for
 * "Anna Maria", "Rossi" for "Rossi Bianchi"), signs as the registry office writes them (Müller: MUELLER) or left out
 * (MULLER). Spaces and apostrophes are never keyed.
 */
export function spellings(name: string): readonly string[] {
  const parts = name.split(/[\s-]+/).filter((part) => transliterate(part) !== '');
  const whole = parts.length;
  const kept = parts
    .map((_, index) => index + 1)
    .filter((count) => count === whole || !particles.has(transliterate(parts[count - 1] ?? '')));
  const forms = kept.flatMap((count) => {
    const text = parts.slice(0, count).join('');
    return [transliterate(text), plain(text)];
  });
  return [...new Set(forms)].filter((form) => form !== '');
}

/** Whether these keys spell this name, one press a letter. */
export function spells(keys: string, name: string): boolean {
  return spellings(name).some((spelling) => signature(spelling).slice(0, longest) === keys);
}

function plain(text: string): string {
  return text
    .normalize('NFC')
    .toUpperCase()
    .replace(/[ÆŒØÐÞŁĐ]/g, (letter) => plainLetters[letter] ?? '')
    .normalize('NFD')
    .replace(/[^A-Z]/g, '');
}
