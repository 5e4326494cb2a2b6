/**
 * Words in plain Latin letters without marks, for machines that print no others. Cyrillic as in passports (ICAO Doc 9303
 * part 3, table 6B), Greek as in passports (ELOT 743), Arabic and Persian by the usual simple romanisation, whose
 * unwritten vowels stay unwritten.
 */

const cyrillic = table(`
  а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch
  ъ ie ы y ь - э e ю iu я ia є ie і i ї i ґ g ў u ђ d ј j љ lj њ nj ћ c џ dz ѓ g ѕ dz ќ k ѣ ie ѳ f ѵ i ѫ u`);
const greek = table(`
  α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o`);
const arabic = table(`
  ا a أ a إ i آ a ٱ a ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ق q ك k ل l
  م m ن n ه h و w ي y ى a ة a ء - ؤ u ئ i پ p چ ch ژ zh گ g ک k ی y ه h ـ - َ a ِ i ُ u ً an ٍ in ٌ un ْ - ٰ a ٓ - ٔ - ٕ -`);
/** Letters that fall apart into no base letter and a mark. */
const latin = table('ß ss æ ae œ oe ø o ł l đ d ð d þ th ħ h ı i ŋ ng ŧ t ſ s ə e');
const signs = table(
  `’ ' ‘ ' ʼ ' ʻ ' “ " ” " « " » " „ " – - — - ‐ - ‑ - ، , ؛ ; ؟ ? ° o º o ª a № n. … ...`,
  false,
);

const letters = new Map([...cyrillic, ...greek, ...arabic, ...latin]);
const shadda = '\u0651';

/** @returns text of printable ASCII characters; what has no Latin form is `?` */
export function inLatinScript(text: string): string {
  // Normal order has the vowel before the mark that doubles the consonant.
  const characters = [...text.normalize('NFC').replace(/([\u064b-\u0650]+)\u0651/g, `${shadda}$1`)];
  let out = '';
  for (const [at, character] of characters.entries()) {
    const around = (characters[at - 1] ?? '') + (characters[at + 1] ?? '');
    // A doubled consonant is the mark after it.
    out += character === shadda ? (/[a-z]$/i.exec(out)?.[0] ?? '') : latinOf(character, around);
  }
  return out;
}

function latinOf(character: string, around: string): string {
  if (/^[\x20-\x7e]$/.test(character)) return character;
  const sign = signs.get(character);
  if (sign !== undefined) return sign;
  if (/\p{Nd}/u.test(character)) return String(digitValue(character));
  if (/\s/.test(character)) return ' ';
  const found = letters.get(character) ?? letters.get(character.toLowerCase());
  if (found !== undefined) return inCaseOf(character, found, around);
  const bare = character.normalize('NFKD').replace(/\p{M}/gu, '');
  if (/\p{M}|\p{Cf}/u.test(character)) return '';
  if (bare !== character && bare !== '') return [...bare].map((one) => latinOf(one, around)).join('');
  return '?';
}

/** `Щ` is `Shch` in a name and `SHCH` among capitals. */
function inCaseOf(character: string, latinLetters: string, around: string): string {
  if (character === character.toLowerCase()) return latinLetters;
  if (/\p{Lu}/u.test(around)) return latinLetters.toUpperCase();
  return latinLetters.charAt(0).toUpperCase() + latinLetters.slice(1);
}

/** Figures of every script come in runs of ten from zero to nine. */
function digitValue(digit: string): number {
  let zero = digit.codePointAt(0) ?? 0;
  const code = zero;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero -= 1;
  return code - zero;
}

/** Pairs of a character and what stands for it; `-` for nothing. */
function table(pairs: string, minusIsNothing = true): ReadonlyMap<string, string> {
  const fields = pairs.trim().split(/\s+/);
  return new Map(
    fields.flatMap((field, at): [string, string][] => {
      if (at % 2 === 1) return [];
      const to = fields[at + 1] ?? '';
      return [[field, minusIsNothing && to === '-' ? '' : to]];
    }),
  );
}
