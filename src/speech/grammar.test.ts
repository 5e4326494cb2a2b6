/** What the grammar of each language asks of the texts of this project: plural forms, and Arabic from right to left. */

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  isPluralElement,
  isSelectElement,
  type MessageFormatElement,
  type PluralElement,
  parse as parseMessage,
} from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type Language, languages, localeOf } from './language.ts';
import { promptFiles } from './load-messages.ts';

const promptsDir = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'prompts');

/** All texts of a language as they are written, by id. */
async function textsOf(language: Language): Promise<ReadonlyMap<string, string>> {
  const files = await promptFiles(promptsDir, language);
  const read = await Promise.all(
    files.map(async (file): Promise<unknown> => parse(await readFile(file, 'utf8'))),
  );
  return new Map(read.flatMap((data) => leaves(data, [])));
}

function leaves(data: unknown, path: readonly string[]): readonly (readonly [string, string])[] {
  if (typeof data === 'string') return [[path.join('.'), data]];
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([name, value]) => leaves(value, [...path, name]));
}

function plurals(elements: readonly MessageFormatElement[]): readonly PluralElement[] {
  return elements.flatMap((element) => {
    if (!isPluralElement(element) && !isSelectElement(element)) return [];
    const inner = Object.values(element.options).flatMap(({ value }) => plurals(value));
    return isPluralElement(element) ? [element, ...inner] : inner;
  });
}

/** Whole numbers that can be counted on a telephone. */
const counted = Array.from({ length: 201 }, (_, number) => number);

/**
 * The forms that a plural leaves to `other` although the language has one of its own for some number. Where every
 * number but one is written out (=1 =2 =3, other for the fourth), there is no form to miss.
 */
function formsLeftOut({ options }: PluralElement, language: Language): readonly string[] {
  const names = Object.keys(options);
  const written = names.flatMap((name) => (name.startsWith('=') ? [Number(name.slice(1))] : []));
  const countsNothing = !JSON.stringify(options['other']).includes(`"type":7`);
  const enumerates = written.length >= 2 && countsNothing && names.length === written.length + 1;
  if (enumerates) return [];
  const rules = new Intl.PluralRules(localeOf[language]);
  const needed = new Set(
    counted.filter((number) => !written.includes(number)).map((number) => rules.select(number)),
  );
  return [...needed].filter((form) => !names.includes(form));
}

describe('plurals', () => {
  test.each(languages)(
    'have every form that the language has for a whole number, in %s',
    async (language) => {
      const found: string[] = [];
      let seen = 0;
      for (const [id, text] of await textsOf(language)) {
        for (const plural of plurals(parseMessage(text, { ignoreTag: true }))) {
          seen += 1;
          const missing = formsLeftOut(plural, language);
          if (missing.length > 0) found.push(`${id} {${plural.value}}: ${missing.join(', ')}`);
        }
      }
      expect(found).toEqual([]);
      expect(seen).toBeGreaterThan(0);
    },
  );

  test('are known to need few and many in Polish and Russian, and six forms in Arabic', () => {
    const forms = (language: Language) => {
      const [plural] = plurals(parseMessage('{n, plural, other {#}}'));
      return plural === undefined ? [] : [...formsLeftOut(plural, language)].sort();
    };
    expect(forms('pl')).toEqual(['few', 'many', 'one']);
    expect(forms('ru')).toEqual(['few', 'many', 'one']);
    expect(forms('ar')).toEqual(['few', 'many', 'one', 'two', 'zero']);
    expect(forms('de')).toEqual(['one']);
  });
});

describe('Arabic', () => {
  /** A text without its notation: what stands in the branches stays, arguments go. */
  const words = (text: string) =>
    text.replaceAll(/\{\w+(?:, \w+){0,2}\}|\{\w+, (?:plural|select),|(?:=\d+|\w+)\s*(?=\{)|[{}#]/g, ' ');

  test('is written from right to left, with nothing that runs the other way', async () => {
    const texts = [...(await textsOf('ar'))].map(([id, text]) => ({ id, text: words(text) }));
    expect(texts.length).toBeGreaterThan(50);
    const wrong = (what: RegExp) => texts.filter(({ text }) => what.test(text)).map(({ id }) => id);
    // Letters that are strong from left to right, and figures, which run from left to right too.
    expect(wrong(/(?!\p{Script=Arabic})\p{L}|\p{N}/u)).toEqual([]);
    // The first letter decides how a whole line runs.
    expect(
      texts.filter(({ text }) => !/^[^\p{L}]*\p{Script=Arabic}/u.test(text)).map(({ id }) => id),
    ).toEqual([]);
    // Invisible marks of direction, letters in their printed shapes, and the stroke that stretches a word.
    expect(wrong(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb50-\ufdff\ufe70-\ufefc\u0640]/u)).toEqual(
      [],
    );
    // The comma, the semicolon and the question mark of the script.
    expect(wrong(/[,;?]/)).toEqual([]);
  });
});
