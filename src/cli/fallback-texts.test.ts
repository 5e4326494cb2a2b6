import { expect, test } from '@jest/globals';
import { fallbackSounds } from '../provision/fallback.ts';
import { languages } from '../speech/language.ts';
import { fallbackTexts } from './fallback-texts.ts';

const scripts = { ar: /\p{Script=Arabic}/u, ru: /\p{Script=Cyrillic}/u };

test.each(languages)('%s: every text is there, is its own, and can be said as it is written', (language) => {
  const texts = fallbackSounds.map((sound) => fallbackTexts[language][sound]);
  expect(new Set(texts).size).toBe(fallbackSounds.length);
  for (const text of texts) {
    expect(text).not.toMatch(/[\d"()[\]{}«»*#/\\_–—;!]/);
    expect(text).toMatch(/\p{L}\.$/u);
    if (language === 'ar' || language === 'ru') {
      expect(text).toMatch(scripts[language]);
      expect(text).not.toMatch(/\p{Script=Latin}/u);
    } else expect(text).toMatch(/\p{Script=Latin}/u);
  }
});

test('no language has the text of another', () => {
  for (const sound of fallbackSounds) {
    const texts = languages.map((language) => fallbackTexts[language][sound]);
    expect(new Set(texts).size).toBe(languages.length);
  }
});
