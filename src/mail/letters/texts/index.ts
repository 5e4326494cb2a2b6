import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import type { LetterTexts } from './letter-texts.ts';
import { pl } from './pl.ts';
import { ru } from './ru.ts';

/** The languages of the service. */
export const letterTexts = { it, de, en, fr, ar, pl, es, ru } as const satisfies Record<string, LetterTexts>;
export type LetterLanguage = keyof typeof letterTexts;

export function isLetterLanguage(code: string): code is LetterLanguage {
  return Object.hasOwn(letterTexts, code);
}
