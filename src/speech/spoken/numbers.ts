import { type Language, localeOf } from '../language.ts';

const minus: Readonly<Record<Language, string>> = {
  it: 'meno',
  de: 'minus',
  en: 'minus',
  fr: 'moins',
  ar: 'سالب',
  pl: 'minus',
  es: 'menos',
  ru: 'минус',
};

const formatters = new Map<Language, Intl.NumberFormat>();

/**
 * A number in figures that a synthesiser reads right: no thousands separators (in some languages they are read
 * as a pause or as a decimal), the language's decimal sign, three decimals at most.
 */
export function spokenNumber(number: number, language: Language): string {
  let formatter = formatters.get(language);
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat(localeOf[language], { useGrouping: false, maximumFractionDigits: 3 });
    formatters.set(language, formatter);
  }
  return withSign(number, language, formatter.format(Math.abs(number)));
}

/** The sign as a word, before an amount that is written without it. */
export function withSign(number: number, language: Language, absolute: string): string {
  return number < 0 ? `${minus[language]} ${absolute}` : absolute;
}

/**
 * A code said one character after the other, in groups of three with a pause between them: "1 2 3, 4 5 6".
 * What is not a letter or a figure ends a group too; a last character alone joins the group before it.
 */
export function spokenDigits(code: string): string {
  return code
    .split(/[^\p{L}\p{N}]+/u)
    .flatMap(groupsOfThree)
    .map((group) => group.join(' '))
    .join(', ');
}

function groupsOfThree(word: string): string[][] {
  const characters = [...word];
  const groups: string[][] = [];
  for (let start = 0; start < characters.length; start += 3) {
    const group = characters.slice(start, start + 3);
    const last = groups.at(-1);
    if (group.length === 1 && last !== undefined) last.push(...group);
    else groups.push(group);
  }
  return groups;
}
