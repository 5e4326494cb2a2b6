/** The languages of the service (domain.md section 1). */
export const languages = ['it', 'de', 'en', 'fr', 'ar', 'pl', 'es', 'ru'] as const;

/** One of the languages that prompts can be written and spoken in. */
export type Language = (typeof languages)[number];

/** True for the code of a language that this system can speak. */
export function isLanguage(code: string): code is Language {
  return languages.some((language) => language === code);
}

/** The locale whose month names, separators and plural rules a language follows; always with Western digits. */
export const localeOf: Readonly<Record<Language, string>> = {
  it: 'it-IT',
  de: 'de-DE',
  en: 'en-GB',
  fr: 'fr-FR',
  ar: 'ar-u-nu-latn',
  pl: 'pl-PL',
  es: 'es-ES',
  ru: 'ru-RU',
};
