/**
 * Ordinal words for the languages in which a day of the month is spoken as an ordinal and a synthesiser reads
 * the figure as a cardinal. They stand in the case that follows "am", "dnia", "с": dative, genitive, genitive.
 */

const german = [
  ...['', 'ersten', 'zweiten', 'dritten', 'vierten', 'fünften', 'sechsten', 'siebten', 'achten', 'neunten'],
  ...['zehnten', 'elften', 'zwölften', 'dreizehnten', 'vierzehnten', 'fünfzehnten', 'sechzehnten'],
  ...['siebzehnten', 'achtzehnten', 'neunzehnten', 'zwanzigsten'],
];
const germanUnits = ['', 'ein', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'];

/** 1 to 31 as in "am dreiundzwanzigsten". */
export function germanOrdinal(day: number): string {
  const word = german[day];
  if (word !== undefined) return word;
  const unit = germanUnits[day % 10];
  return `${unit ? `${unit}und` : ''}${day < 30 ? 'zwanzigsten' : 'dreißigsten'}`;
}

const polish = [
  ...['', 'pierwszego', 'drugiego', 'trzeciego', 'czwartego', 'piątego', 'szóstego', 'siódmego', 'ósmego'],
  ...[
    'dziewiątego',
    'dziesiątego',
    'jedenastego',
    'dwunastego',
    'trzynastego',
    'czternastego',
    'piętnastego',
  ],
  ...['szesnastego', 'siedemnastego', 'osiemnastego', 'dziewiętnastego'],
];
const polishTens = [
  ...['', '', 'dwudziestego', 'trzydziestego', 'czterdziestego', 'pięćdziesiątego', 'sześćdziesiątego'],
  ...['siedemdziesiątego', 'osiemdziesiątego', 'dziewięćdziesiątego'],
];

/** 1 to 99 in the genitive, masculine: "dwudziestego trzeciego". Both parts are ordinals. */
export function polishOrdinal(number: number): string {
  return polish[number] ?? `${polishTens[Math.floor(number / 10)]} ${polish[number % 10]}`.trim();
}

/** The year in the genitive, with "roku". */
export function polishYear(year: number): string {
  if (year === 2000) return 'dwutysięcznego roku';
  if (year > 1900 && year < 2000) return `tysiąc dziewięćset ${polishOrdinal(year % 100)} roku`;
  if (year > 2000 && year < 2100) return `dwa tysiące ${polishOrdinal(year % 100)} roku`;
  return `${year} roku`;
}

const russian = [
  ...['', 'первого', 'второго', 'третьего', 'четвёртого', 'пятого', 'шестого', 'седьмого', 'восьмого'],
  ...['девятого', 'десятого', 'одиннадцатого', 'двенадцатого', 'тринадцатого', 'четырнадцатого'],
  ...['пятнадцатого', 'шестнадцатого', 'семнадцатого', 'восемнадцатого', 'девятнадцатого'],
];
const russianRoundTens = [
  ...['', '', 'двадцатого', 'тридцатого', 'сорокового', 'пятидесятого', 'шестидесятого', 'семидесятого'],
  ...['восьмидесятого', 'девяностого'],
];
const russianTens = [
  ...['', '', 'двадцать', 'тридцать', 'сорок', 'пятьдесят', 'шестьдесят', 'семьдесят', 'восемьдесят'],
  ...['девяносто'],
];

/** 1 to 99 in the genitive, masculine: "двадцать третьего". Only the last word is an ordinal. */
export function russianOrdinal(number: number): string {
  const tens = Math.floor(number / 10);
  if (number % 10 === 0 && tens >= 2) return russianRoundTens[tens] ?? String(number);
  return russian[number] ?? `${russianTens[tens]} ${russian[number % 10]}`;
}

/** The year in the genitive, with "года". */
export function russianYear(year: number): string {
  if (year === 2000) return 'двухтысячного года';
  if (year > 1900 && year < 2000) return `тысяча девятьсот ${russianOrdinal(year % 100)} года`;
  if (year > 2000 && year < 2100) return `две тысячи ${russianOrdinal(year % 100)} года`;
  return `${year} года`;
}
