import { type Language, localeOf } from '../language.ts';
import { withSign } from './numbers.ts';

/** The words for one coin. */
interface Coin {
  /** Said whole: "un euro". */
  readonly single: string;
  /** Said whole where a language has a dual. */
  readonly double?: string;
  /** The noun after the figure, by plural category. */
  readonly nouns: Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };
}

interface Wording {
  readonly euro: Coin;
  readonly cent: Coin;
  readonly and: string;
  /** What joins whole millions to the noun: "un milione di euro". */
  readonly ofMillions: string;
}

const wordings: Readonly<Record<Language, Wording>> = {
  it: {
    euro: { single: 'un euro', nouns: { other: 'euro' } },
    cent: { single: 'un centesimo', nouns: { other: 'centesimi' } },
    and: 'e',
    ofMillions: 'di ',
  },
  de: {
    euro: { single: 'ein Euro', nouns: { other: 'Euro' } },
    cent: { single: 'ein Cent', nouns: { other: 'Cent' } },
    and: 'und',
    ofMillions: '',
  },
  en: {
    euro: { single: '1 euro', nouns: { other: 'euros' } },
    cent: { single: '1 cent', nouns: { other: 'cents' } },
    and: 'and',
    ofMillions: '',
  },
  fr: {
    euro: { single: 'un euro', nouns: { one: 'euro', other: 'euros' } },
    cent: { single: 'un centime', nouns: { other: 'centimes' } },
    and: 'et',
    ofMillions: "d'",
  },
  ar: {
    euro: { single: 'يورو واحد', nouns: { other: 'يورو' } },
    cent: { single: 'سنت واحد', double: 'سنتان', nouns: { few: 'سنتات', many: 'سنتًا', other: 'سنت' } },
    and: 'و',
    ofMillions: '',
  },
  pl: {
    euro: { single: 'jedno euro', nouns: { other: 'euro' } },
    cent: { single: 'jeden cent', nouns: { few: 'centy', many: 'centów', other: 'centa' } },
    and: 'i',
    ofMillions: '',
  },
  es: {
    euro: { single: 'un euro', nouns: { other: 'euros' } },
    cent: { single: 'un céntimo', nouns: { other: 'céntimos' } },
    and: 'y',
    ofMillions: 'de ',
  },
  ru: {
    euro: { single: 'один евро', nouns: { other: 'евро' } },
    cent: { single: 'один цент', nouns: { one: 'цент', few: 'цента', many: 'центов', other: 'цента' } },
    and: 'и',
    ofMillions: '',
  },
};

/**
 * An amount as it is said: "1234 euro e 50 centesimi", "un euro", "50 centesimi", "0 euro".
 * @param cents whole cents; below zero for a debt.
 */
export function spokenEuros(cents: number, language: Language): string {
  const wording = wordings[language];
  const absolute = Math.abs(cents);
  const [euros, rest] = [Math.floor(absolute / 100), absolute % 100];
  const parts: string[] = [];
  if (euros > 0 || rest === 0) parts.push(counted(euros, wording.euro, language, wording.ofMillions));
  if (rest > 0) parts.push(counted(rest, wording.cent, language, ''));
  return withSign(cents, language, parts.join(` ${wording.and} `));
}

function counted(count: number, coin: Coin, language: Language, ofMillions: string): string {
  if (count === 1) return coin.single;
  if (count === 2 && coin.double !== undefined) return coin.double;
  const noun = coin.nouns[pluralsOf(language).select(count)] ?? coin.nouns.other;
  const link = count > 0 && count % 1_000_000 === 0 ? ofMillions : '';
  return `${figure(count, language)} ${link}${noun}`;
}

const plurals = new Map<Language, Intl.PluralRules>();

function pluralsOf(language: Language): Intl.PluralRules {
  let rules = plurals.get(language);
  if (rules === undefined) {
    rules = new Intl.PluralRules(localeOf[language]);
    plurals.set(language, rules);
  }
  return rules;
}

/** Without separators: voices read the figure as a number, some a separator as a pause or as a decimal sign. */
function figure(count: number, language: Language): string {
  return language === 'es' ? spanishFigure(count) : String(count);
}

/** Spanish shortens "uno" before a masculine noun and before "mil": "treinta y un euros", "veintiún mil un euros". */
function spanishFigure(count: number): string {
  const [thousands, rest] = [Math.floor(count / 1000), count % 1000];
  if (thousands > 1 && thousands < 1000 && shortens(thousands))
    return `${spanishFigure(thousands)} mil ${rest === 0 ? '' : spanishFigure(rest)}`.trim();
  if (!shortens(count)) return String(count);
  const tens = Math.floor((count % 100) / 10);
  const words = tens === 2 ? 'veintiún' : tens === 0 ? 'un' : `${tens}0 y un`;
  const hundreds = count - (count % 100);
  if (hundreds === 0) return words;
  // "100" alone is read "cien"; before more it is "ciento".
  if (hundreds % 1000 !== 100) return `${hundreds} ${words}`;
  return hundreds === 100 ? `ciento ${words}` : `${hundreds - 100} ciento ${words}`;
}

const shortens = (count: number) => count % 10 === 1 && count % 100 !== 11;
