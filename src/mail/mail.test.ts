import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pino from 'pino';
import { documenti } from '../backoffice/operations/documenti.disponibile.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { fromWire, toWire } from '../privacy/wire.ts';
import { openDatabase } from '../store/open.ts';
import { isReference, referenceOf } from '../store/reference.ts';
import { documentKinds } from './documents/index.ts';
import { mailContract } from './mail.contract.ts';
import { readDocumentOrder, readMessageOrder } from './order.ts';

mailContract('pglite', () => openDatabase({ logger: pino({ level: 'silent' }) }));

describe('a reference', () => {
  const count = fc.bigInt({ min: 0n, max: 10n ** 12n });

  test('is eight digits for the first ten million, and then grows', () => {
    expect([0n, 9_999_999n, 10_000_000n, 110_000_000n].map((one) => referenceOf(one).length)).toEqual([
      8, 8, 9, 10,
    ]);
  });

  test('is never the same for two requests', () => {
    const given = Array.from({ length: 20_000 }, (_, index) => referenceOf(BigInt(index)));
    expect(new Set(given).size).toBe(given.length);
    fc.assert(
      fc.property(
        count,
        count,
        (one, other) => (one === other) === (referenceOf(one) === referenceOf(other)),
      ),
    );
  });

  test('with one wrong digit or two neighbours swapped is no reference', () => {
    fc.assert(
      fc.property(count, fc.nat(), fc.integer({ min: 1, max: 9 }), (one, at, by) => {
        const reference = referenceOf(one);
        expect(isReference(reference)).toBe(true);
        const place = at % reference.length;
        const digits = [...reference];
        digits[place] = String((Number(digits[place]) + by) % 10);
        expect(isReference(digits.join(''))).toBe(false);
        const [left = '', right = ''] = [reference[place], reference[place + 1]];
        if (right === '' || left === right) return;
        const swapped = reference.slice(0, place) + right + left + reference.slice(place + 2);
        expect(isReference(swapped)).toBe(false);
      }),
    );
  });
});

describe('an order', () => {
  const persona = new Sensitive('persona', 'reference');
  const order = (name: string, values: object, to = 'residence') =>
    readDocumentOrder(name, { to, values: { persona, ...values } });

  test('keeps what is personal apart', () => {
    const rapporto = new Sensitive('pratica', '1234567890');
    expect(order('avviso-pagopa', { trimestre: 3, rapporto, anno: 2026 }, 'email')).toMatchObject({
      order: {
        channel: 'email',
        person: persona,
        parameters: { anno: 2026, trimestre: 3 },
        personal: { rapporto },
      },
    });
    expect(order('rata-pensione', { mese: null })).toMatchObject({ order: { parameters: {}, personal: {} } });
  });

  test('of a kind that is not known is refused', () => {
    expect(order('pagella', {})).toEqual({ refused: 'non-disponibile' });
  });

  test.each([
    ['an address', 'estratto-contributivo', { indirizzo: 'Via Roma 1' }, 'residence', 400],
    ['no year', 'certificazione-unica', {}, 'residence', 400],
    [
      'a code in plain',
      'avviso-pagopa',
      { rapporto: '1234567890', anno: 2026, trimestre: 1 },
      'residence',
      400,
    ],
    ['another way', 'estratto-contributivo', {}, 'Via Roma 1', 400],
  ])('with %s is none', (_, name, values, to, status) => {
    expect(() => order(name, values, to)).toThrow(expect.objectContaining({ status }));
  });

  test('of a message goes to mobile numbers only', () => {
    const to = (number: string) =>
      readMessageOrder('p.sms', { to: new Sensitive('telefono', number), values: {} });
    expect(to('3331234567')).toMatchObject({ order: { text: 'p.sms' } });
    expect(to('0655512345')).toEqual({ refused: 'non-spedibile' });
    expect(readMessageOrder('p.sms', { to: null, values: {} })).toEqual({ refused: 'non-spedibile' });
  });
});

test('the kinds are those that the back office knows', () => {
  expect(documentKinds.map(({ name }) => name).sort()).toEqual([...documenti].sort());
});

test('what goes from one process to another comes out as it went in, personal leaves hidden', () => {
  const data = { a: [1, null, { pin: new Sensitive('pin', '1234') }], b: 'testo' };
  const back = fromWire(JSON.parse(toWire(data)));
  expect(back).toEqual(data);
  expect(JSON.stringify(back)).not.toContain('1234');
  expect(JSON.stringify(fromWire({ x: { $sensitive: 'altro', value: '1234' } }))).not.toContain('1234');
});
