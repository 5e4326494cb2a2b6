import { expect, test } from '@jest/globals';
import { Sensitive } from '../privacy/sensitive.ts';
import { type Language, languages } from './language.ts';
import { Message } from './message.ts';
import { MessageError } from './message-values.ts';

const values = { data: '2026-11-23', ora: '10:05', cents: 123_456, codice: '47120385', n: 1_200, anno: 2026 };
const write = (text: string, language: Language) =>
  new Message(text, language).write(values).replace(/\s/g, ' ');

test.each<[Language, string, string, string]>([
  ['it', 'lunedì 23 novembre 2026', '23 novembre', '1234,56 €'],
  ['de', 'Montag, 23. November 2026', '23. November', '1.234,56 €'],
  ['en', 'Monday, 23 November 2026', '23 November', '€1,234.56'],
  ['fr', 'lundi 23 novembre 2026', '23 novembre', '1 234,56 €'],
  ['ar', 'الاثنين، 23 نوفمبر 2026', '23 نوفمبر', '1,234.56'],
  ['pl', 'poniedziałek, 23 listopada 2026', '23 listopada', '1234,56 €'],
  ['es', 'lunes, 23 de noviembre de 2026', '23 de noviembre', '1234,56 €'],
  ['ru', 'понедельник, 23 ноября 2026 г.', '23 ноября', '1 234,56 €'],
])('in %s what is read is in figures', (language, full, short, amount) => {
  expect(write('{data, date, full}', language)).toBe(full);
  expect(write('{data, date, short}', language)).toBe(short);
  expect(write('{cents, number, euro}', language)).toContain(amount);
});

test.each(languages)('in %s times and codes are as they are keyed', (language) => {
  expect(write('{ora, time, short} {codice, number, digits} {anno, number, year}', language)).toBe(
    '10:05 47120385 2026',
  );
});

test('plurals count and branches are chosen as in speech; what is sensitive is not written', () => {
  expect(write('{n, plural, one {# rata} other {# rate}}', 'de')).toBe('1.200 rate');
  const secret = { codice: new Sensitive('pratica', '1') };
  expect(() => new Message('{codice, number, digits}', 'it').write(secret)).toThrow(MessageError);
});
