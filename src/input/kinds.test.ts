import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { z } from 'zod';
import { anyCode } from '../codice-fiscale/arbitrary.ts';
import { numericIsValid } from '../codice-fiscale/check.ts';
import { lettersOnKey, signature } from '../codice-fiscale/keypad.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { type Entry, maskKeys, type Reading } from './kind.ts';
import { inputKinds } from './kinds.ts';

function configure(name: string, options: unknown = {}): Entry {
  const kind = inputKinds.get(name);
  if (kind === undefined) throw new Error(`no kind ${name}`);
  return kind.configure(options);
}

/** The value of a complete reading, revealed; the problem of a wrong one; undefined for more. */
function said(reading: Reading): unknown {
  if (reading.state === 'complete') {
    return reading.value instanceof Sensitive ? reading.value.reveal() : reading.value;
  }
  return reading.state === 'wrong' ? `wrong: ${reading.problem}` : undefined;
}

const keys = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 40 });
const options: Readonly<Record<string, unknown>> = { digits: { between: [3, 9] } };

describe.each([...inputKinds])('%s', (name, kind) => {
  const entry = kind.configure(options[name] ?? {});
  const { min, max } = entry.keysPerEntry;

  test('waits while keys may follow, ends at its longest, and never asks for more when finished', () => {
    fc.assert(
      fc.property(keys, (typed) => {
        expect(entry.read(typed).state === 'more').toBe(typed.length < max);
        const finished = entry.finish(typed);
        expect(['complete', 'wrong']).toContain(finished.state);
        if (finished.state === 'complete') expect(typed.length).toBeGreaterThanOrEqual(min);
        else expect(kind.problems).toContain(finished.problem);
        const read = entry.read(typed);
        if (read.state !== 'more') expect(said(finished)).toBe(said(read));
      }),
    );
  });

  test('every problem has a name fit for a prompt id, and its example is a step with good options', () => {
    for (const problem of kind.problems) expect(problem).toMatch(/^[a-z]+(-[a-z]+)*$/);
    const example = z.record(z.string(), z.record(z.string(), z.unknown())).parse(parse(kind.example));
    const [step = {}] = Object.values(example);
    const { ask, say, save, then: next, failed, ...own } = step;
    expect([ask, say, save, next, failed].every((field) => typeof field === 'string')).toBe(true);
    expect(ask).toBe(name);
    expect(() => kind.configure(own)).not.toThrow();
    expect(() => kind.configure({ ...own, unknown: 1 })).toThrow(z.ZodError);
  });
});

describe('codice-fiscale', () => {
  const entry = configure('codice-fiscale');

  test('takes the signature of any code, and 11 digits with the finish key', () => {
    fc.assert(
      fc.property(anyCode, (code) => expect(said(entry.read(signature(code)))).toBe(signature(code))),
    );
    expect(said(entry.finish('80078750587'))).toBe('80078750587');
    expect(entry.finish('80078750587')).toEqual({
      state: 'complete',
      value: expect.objectContaining({ kind: 'codice-fiscale' }),
    });
  });

  test.each([
    ['7176728020145018', 'cognome-nome'],
    ['7776728090145018', 'nascita'],
    ['7776728039145018', 'nascita'],
    ['7776728020175018', 'luogo'],
    ['7776728020145010', 'controllo'],
  ])('%s sounds wrong at %s, and only when it is complete', (typed, problem) => {
    for (let length = 0; length < 16; length += 1)
      expect(entry.read(typed.slice(0, length)).state).toBe('more');
    expect(said(entry.read(typed))).toBe(`wrong: ${problem}`);
  });

  test('eleven keys: a provisional code, a mistyped one, or half a code of a person', () => {
    expect(numericIsValid('80078750588')).toBe(false);
    expect(said(entry.finish('80078750588'))).toBe('wrong: provvisorio');
    expect(said(entry.finish('77767280214'))).toBe('wrong: troppo-corto');
    expect(said(entry.finish('777672'))).toBe('wrong: troppo-corto');
  });
});

describe('digits', () => {
  test('keeps leading zeros, hides the number unless told', () => {
    const hidden = configure('digits', { between: [6, 20] }).finish('0012345');
    expect(hidden).toEqual({ state: 'complete', value: expect.any(Sensitive) });
    expect(said(hidden)).toBe('0012345');
    expect(configure('digits', { between: [2, 2], sensitive: false }).read('07')).toEqual({
      state: 'complete',
      value: '07',
    });
    expect(said(configure('digits', { between: [6, 20] }).finish('12345'))).toBe('wrong: troppo-corto');
  });

  test('refuses limits that cannot be', () => {
    for (const between of [[0, 5], [9, 3], [1, 99], [3], 'x', undefined]) {
      expect(() => configure('digits', { between })).toThrow(z.ZodError);
    }
  });
});

test('pin has eight keys unless told', () => {
  expect(said(configure('pin').read('22833999'))).toBe('22833999');
  expect(said(configure('pin', { length: 6 }).read('228339'))).toBe('228339');
  expect(said(configure('pin').finish('2283399'))).toBe('wrong: troppo-corto');
  expect(configure('pin').read('22833999')).toEqual({ state: 'complete', value: expect.any(Sensitive) });
});

describe('date', () => {
  const entry = configure('date', { notBefore: '1900-01-01', notAfter: '2026-11-22' });

  test('takes every day of the calendar as day, month, year', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2026-11-22'), noInvalidDate: true }),
        (day) => {
          const [year = '', month = '', date = ''] = day.toISOString().slice(0, 10).split('-');
          expect(said(entry.read(date + month + year))).toBe(`${year}-${month}-${date}`);
        },
      ),
    );
  });

  test.each([
    ['29022024', '2024-02-29'],
    ['29022023', 'wrong: inesistente'],
    ['31042020', 'wrong: inesistente'],
    ['00012020', 'wrong: inesistente'],
    ['01132020', 'wrong: inesistente'],
    ['23112026', 'wrong: troppo-tardi'],
    ['31121899', 'wrong: troppo-presto'],
  ])('%s is %s', (typed, expected) => {
    expect(said(entry.read(typed))).toBe(expected);
  });
});

test('month is 01 to 12, or one digit and the finish key', () => {
  const entry = configure('month');
  const good = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0')).filter(
    (typed) => entry.read(typed).state === 'complete',
  );
  expect(good).toEqual(['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12']);
  expect(said(entry.read('08'))).toBe(8);
  expect(said(entry.finish('3'))).toBe(3);
});

test('every letter has its two keys', () => {
  const entry = configure('letter');
  for (const [key, letters] of Object.entries(lettersOnKey)) {
    for (const [index, letter] of letters.split('').entries()) {
      expect(said(entry.read(`${key}${index + 1}`))).toBe(letter);
    }
    expect(said(entry.read(`${key}0`))).toBe('wrong: nessuna-lettera');
    expect(said(entry.read(`${key}${letters.length + 1}`))).toBe('wrong: nessuna-lettera');
  }
  expect(said(entry.read('11'))).toBe('wrong: nessuna-lettera');
});

test('yes is 1 and no is 2', () => {
  const entry = configure('yes-no');
  expect(['1', '2', '3'].map((key) => said(entry.read(key)))).toEqual(['yes', 'no', 'wrong: altro-tasto']);
});

test('an amount is whole euros between its limits', () => {
  const entry = configure('amount', { between: [5, 3000] });
  expect(said(entry.finish('491'))).toBe(491);
  expect(said(entry.read('491'))).toBeUndefined();
  expect(said(entry.read('3000'))).toBe(3000);
  expect(said(entry.finish('4'))).toBe('wrong: troppo-basso');
  expect(said(entry.read('3001'))).toBe('wrong: troppo-alto');
  expect(() => configure('amount', { between: [10, 5] })).toThrow(z.ZodError);
});

test('a mask tells how many keys, not which', () => {
  expect(maskKeys('803164')).toBe('••••••');
});
