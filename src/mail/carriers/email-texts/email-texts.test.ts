import { describe, expect, test } from '@jest/globals';
import { documentKinds } from '../../documents/index.ts';
import { htmlOf } from '../email-body.ts';
import { emailMessage, emailTexts } from './index.ts';

const kinds = documentKinds.filter(({ channels }) => channels.includes('email')).map(({ name }) => name);
const languages = ['it', 'de', 'en', 'fr', 'ar', 'pl', 'es', 'ru'];
const cases = languages.flatMap((language) => kinds.map((kind) => [language, kind] as const));
/** The script of each language, and what stays Latin in it: names that stand on forms. */
const script: Readonly<Record<string, RegExp>> = { ar: /\p{Script=Arabic}/u, ru: /\p{Script=Cyrillic}/u };
const stays = /Certificazione Unica|pagoPA|F24/g;

test('there are texts in the languages of the line', () => {
  expect(Object.keys(emailTexts).sort()).toEqual([...languages].sort());
});

describe.each(cases)('in %s the e-mail with %s', (language, kind) => {
  const message = emailMessage(kind, language, '47120385');

  test('has a subject that fits a line, and the number of the request', () => {
    expect(message.subject.length).toBeGreaterThan(10);
    expect(message.subject.length).toBeLessThanOrEqual(78);
    expect(message.text).toContain('47120385');
    expect(message.text + message.subject).not.toMatch(/[{}]/);
    expect(message.language).toBe(language);
  });

  test('is in one script', () => {
    const words = (message.subject + message.text).replace(stays, '');
    const own = script[language];
    if (own === undefined) expect(words).not.toMatch(/\p{Script=Arabic}|\p{Script=Cyrillic}/u);
    else {
      expect(words).toMatch(own);
      expect(words).not.toMatch(/\p{Script=Latin}/u);
    }
  });
});

test('every kind and language has a subject of its own', () => {
  const subjects = cases.map(([language, kind]) => emailMessage(kind, language, '1').subject);
  expect(new Set(subjects).size).toBe(subjects.length);
});

test('a language without texts gets the Italian ones, a kind without texts none', () => {
  expect(emailMessage('dati-f24', 'zh', '1')).toEqual(emailMessage('dati-f24', 'it', '1'));
  expect(() => emailMessage('pagella', 'it', '1')).toThrow(RangeError);
});

test('the page shows signs of HTML as they are', () => {
  const html = htmlOf({ subject: 'a < b', text: 'uno & "due"\nriga\n\n<tre>', language: 'it' });
  expect(html).toContain('<title>a &lt; b</title>');
  expect(html).toContain('<p>uno &amp; &quot;due&quot;<br>riga</p>\n<p>&lt;tre&gt;</p>');
  expect(html).toContain('<html lang="it" dir="ltr">');
});
