import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FindingsError } from '../source/finding.ts';
import { numbersIn } from './dialled.ts';
import { loadNumberPlan, type NumberPlan, parseNumberPlan } from './plan.ts';

/** domain.md section 8: as dialled, E.164, flow, language. */
const table = [
  ['803164', '+39803164', 'benvenuto', 'it'],
  ['06164164', '+3906164164', 'benvenuto', 'it'],
  ['800434320', '+39800434320', 'certificazione-unica', 'it'],
  ['800351351', '+39800351351', 'assenze-personale', 'it'],
  ['0605550101', '+390605550101', 'riscossione', 'it'],
  ['0605550102', '+390605550102', 'riscossione-enti', 'it'],
  ['0515550103', '+390515550103', 'sede-provinciale', 'it'],
  ['0471555104', '+390471555104', 'sede-provinciale', 'de'],
  ['0915550105', '+390915550105', 'sede-provinciale', 'it'],
  ['080013255', '+3280013255', 'benvenuto', 'fr'],
  ['80018297', '+4580018297', 'benvenuto', 'en'],
  ['0800904332', '+33800904332', 'benvenuto', 'fr'],
  ['08001821138', '+498001821138', 'benvenuto', 'de'],
  ['0800963706', '+44800963706', 'benvenuto', 'en'],
  ['1800553909', '+3531800553909', 'benvenuto', 'en'],
  ['08000223952', '+318000223952', 'benvenuto', 'en'],
  ['800839766', '+351800839766', 'benvenuto', 'en'],
  ['900993926', '+34900993926', 'benvenuto', 'es'],
  ['020795084', '+4620795084', 'benvenuto', 'en'],
  ['0800559218', '+41800559218', 'benvenuto', 'de'],
] as const;

/** What SIP may write around a number. */
const wrappings: readonly ((number: string) => string)[] = [
  (n) => n,
  (n) => `sip:${n}@192.0.2.1`,
  (n) => `sip:${n}@192.0.2.1:5060;user=phone;transport=udp`,
  (n) => `sips:${n};npdi;rn=+39000@gateway.example?Subject=x`,
  (n) => `<sip:${n}@gateway.example>;reason=unconditional;counter=1`,
  (n) => `"INPS \\"Numero\\" <06000>" <sip:${n}@gateway.example;user=phone>;tag=1`,
  (n) => `Contact Center <tel:${n}>`,
  (n) => `tel:${n};isub=1`,
  (n) => `<sip:${n.replace('+', '%2B')}@gateway.example>`,
  (n) => `<sip:06999@gateway.example>;reason=deflection, <sip:${n}@gateway.example>`,
  (n) => `tel:${n.slice(0, -4)}-${n.slice(-4, -2)}.${n.slice(-2)}`,
];

let plan: NumberPlan;
beforeAll(async () => {
  plan = await loadNumberPlan(join(import.meta.dirname, '../../flows/numbers.yaml'));
});

describe('the number plan of the project', () => {
  test('has the fourteen numbers, the staff line and the examples, each with its flow and language', () => {
    expect(plan.lines.map(({ number, e164, flow, language }) => [number, e164, flow, language])).toEqual(
      table,
    );
  });

  describe.each(table)('%s', (number, e164, _flow, _language) => {
    test('is known in every written form', () => {
      for (const form of [number, e164, e164.replace('+', '00'), e164.slice(1)]) {
        for (const wrap of wrappings)
          expect([wrap(form), plan.resolve([wrap(form)])?.e164]).toEqual([wrap(form), e164]);
      }
    });

    test('is found behind candidates that say nothing', () => {
      expect(plan.resolve(['s', '', 'sip:anonymous@anonymous.invalid', '+390612345678', e164])?.number).toBe(
        number,
      );
    });
  });

  test('the first candidate that is a number of the service decides', () => {
    expect(plan.resolve(['sip:800434320@x', 'sip:803164@x'])?.id).toBe('certificazione-unica');
  });

  test.each(['6164164', '+396164164', '80316', '8031644', '+33803164', '112', '+390612345678', 'unknown'])(
    '%s is not a number of the service',
    (number) => expect(plan.resolve([number])).toBeUndefined(),
  );

  test('a local number is completed by its phone-context', () => {
    expect(plan.resolve(['tel:164164;phone-context=+3906'])?.number).toBe('06164164');
  });

  test('whatever the network writes, resolve answers, and remembers nothing wrong', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'+0389<>"@;:,') }))),
        (given) => {
          const line = plan.resolve(given);
          expect(plan.resolve(given)).toBe(line);
          if (line !== undefined)
            expect(given.join().replace(/\D/g, '')).toContain(line.number.replace(/^0/, ''));
        },
      ),
    );
    // More forms than are remembered.
    for (let other = 0; other < 1500; other += 1) plan.resolve([`0690${other}`]);
    expect(plan.resolve(['803164'])?.id).toBe('contact-center');
  });
});

test('numbersIn leaves out what is no number', () => {
  expect(numbersIn('sip:s@host, <sip:803164@host>')).toEqual(['803164']);
  expect(numbersIn('x'.repeat(2000))).toEqual([]);
});

describe('a number plan with a mistake', () => {
  const head = 'country: IT\nlanguages: { default: it }\nlines:\n';
  const line = (id: string, number: string, more = '') =>
    `  ${id}:\n    number: "${number}"\n    title: x\n    flow: f\n${more}`;

  test.each([
    ['a number that does not exist', head + line('a', '0612'), 5, 5, 'IT has no such number'],
    ['a number twice', head + line('a', '803164') + line('b', '803164'), 9, 5, '"a" has this number too'],
    [
      'an unknown country',
      `${head + line('a', '803164')}    country: XX\n`,
      8,
      5,
      '"lines.a.country" does not fit. Write the two capital letters of a country',
    ],
    ['an unknown key', `${head + line('a', '803164')}    flows: x\n`, 8, 5, 'Did you mean "flow"'],
    [
      'a number that YAML would take for a number',
      `${head}  a:\n    number: 803164\n    title: x\n    flow: f\n`,
      5,
      5,
      'should be string',
    ],
    [
      'a language of no country',
      `country: IT\nlanguages:\n  default: it\n  ZZ: de\nlines: {}\n`,
      4,
      3,
      'no such country',
    ],
    ['no YAML', 'country: [IT\n', 2, 1, 'Flow sequence'],
  ])('%s is refused with its place', (_, text, lineNumber, column, message) => {
    expect.assertions(2);
    try {
      parseNumberPlan('flows/numbers.yaml', text);
    } catch (error) {
      expect(error).toBeInstanceOf(FindingsError);
      expect(String(error)).toMatch(
        new RegExp(`flows/numbers.yaml:${lineNumber}:${column}: error .*${message}`),
      );
    }
  });
});
