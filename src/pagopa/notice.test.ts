import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inps, noticeNumber, qrText, readNoticeNumber } from './notice.ts';

const digits = (length: number) =>
  fc.string({ minLength: length, maxLength: length, unit: fc.constantFrom(...'0123456789') });
const anyParts = fc.record({ segregationCode: digits(2), iuvBase: digits(13) });

describe('a notice number', () => {
  test('is aux digit, segregation code, IUV base and the remainder by 93', () => {
    // 3 01 0000000000001 = 3010000000000001; 93 x 32365591397849 = 3009999999999957, and 44 are left.
    expect(noticeNumber({ segregationCode: '01', iuvBase: '0000000000001' })).toBe('301000000000000144');
    // 3 00 0000000000000: 93 x 32258064516129 = 2999999999999997, and 3 are left.
    expect(noticeNumber({ segregationCode: '00', iuvBase: '0000000000000' })).toBe('300000000000000003');
  });

  test('has 18 digits and can be read back', () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const number = noticeNumber(parts);
        expect(number).toMatch(/^3\d{17}$/);
        expect(Number(BigInt(number.slice(0, 16)) % 93n)).toBe(Number(number.slice(16)));
        expect(readNoticeNumber(number)).toEqual(parts);
      }),
    );
  });

  test('with one wrong digit, or two neighbours swapped, is not one', () => {
    fc.assert(
      fc.property(
        anyParts,
        fc.integer({ min: 1, max: 17 }),
        fc.integer({ min: 1, max: 9 }),
        (parts, at, shift) => {
          const number = noticeNumber(parts);
          const wrong = String((Number(number.charAt(at)) + shift) % 10);
          expect(readNoticeNumber(number.slice(0, at) + wrong + number.slice(at + 1))).toBeUndefined();
          const [one, other] = [number.charAt(at - 1), number.charAt(at)];
          fc.pre(one !== other && at > 1);
          const swapped = number.slice(0, at - 1) + other + one + number.slice(at + 1);
          expect(readNoticeNumber(swapped)).toBeUndefined();
        },
      ),
    );
  });

  test.each(['', '30100000000000014', '3010000000000001440', '001000000000000144', '30100000000000014a'])(
    'is not "%s"',
    (number) => {
      expect(readNoticeNumber(number)).toBeUndefined();
    },
  );

  test('refuses parts of another length, without repeating them', () => {
    expect(() => noticeNumber({ segregationCode: '1', iuvBase: '0000000000001' })).toThrow(/two digits$/);
    expect(() => noticeNumber({ segregationCode: '01', iuvBase: '12345' })).toThrow(/13 digits$/);
  });
});

describe('the QR code', () => {
  const number = '301000000000000144';

  test('holds notice, creditor and cents', () => {
    expect(qrText(number, inps, 49_140)).toBe('PAGOPA|002|301000000000000144|80078750587|49140');
  });

  test('refuses what nobody can pay', () => {
    expect(() => qrText('301000000000000145', inps, 100)).toThrow(/number/);
    expect(() => qrText(number, { ...inps, codiceFiscale: '80078750588' }, 100)).toThrow(/creditor/);
    for (const cents of [0, -1, 1.5, Number.NaN, 10_000_000_000])
      expect(() => qrText(number, inps, cents)).toThrow(/cents/);
  });
});
