import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Sensitive } from '../privacy/sensitive.ts';
import { judgeNumber } from './mobile-number.ts';
import { phone } from './phone.ts';

const entry = phone.configure({});

function said(keys: string): unknown {
  const reading = entry.finish(keys);
  if (reading.state === 'wrong') return reading.problem;
  return reading.value instanceof Sensitive ? reading.value.reveal() : reading.value;
}

describe('phone', () => {
  test.each([
    ['3331234567', '+393331234567'],
    ['393331234567', '+393331234567'],
    ['00393331234567', '+393331234567'],
    // A mobile number that itself begins with 39.
    ['3921234567', '+393921234567'],
    ['004915112345678', '+4915112345678'],
    ['0048512345678', '+48512345678'],
    ['0033612345678', '+33612345678'],
    // Where fixed and mobile numbers look alike.
    ['0012125550123', '+12125550123'],
    ['0655512345', 'fisso'],
    ['390655512345', 'fisso'],
    ['00493012345678', 'fisso'],
    ['803164', 'fisso'],
    ['333123', 'inesistente'],
    ['1234567890', 'inesistente'],
    ['00999123456789', 'inesistente'],
    ['33312', 'troppo-corto'],
    ['', 'troppo-corto'],
  ])('%s is %s', (keys, expected) => {
    expect(said(keys)).toBe(expected);
  });

  test.each([
    ['+39 333 1234567', { mobile: '+393331234567' }],
    ['0049 1512 3456789', { mobile: '+4915123456789' }],
    ['+1 202 555 0123', { mobile: '+12025550123' }],
    ['+390655512345', 'not-mobile'],
    ['800434320', 'not-mobile'],
    ['tre', 'no-number'],
  ])('%s, as a network writes it, is %j', (number, judged) => {
    expect(judgeNumber(number)).toEqual(judged);
  });

  test('an Italian mobile is one number, however it is keyed', () => {
    const mobile = fc.integer({ min: 3_200_000_000, max: 3_999_999_999 }).map(String);
    fc.assert(
      fc.property(mobile, (number) => {
        const national = said(number);
        fc.pre(national === `+39${number}`);
        expect(said(`0039${number}`)).toBe(national);
        expect(judgeNumber(`+39${number}`)).toEqual({ mobile: national });
      }),
    );
  });

  test('its value is a telephone number, which nothing shows', () => {
    const reading = entry.finish('3331234567');
    expect(reading).toMatchObject({ state: 'complete', value: { kind: 'telefono' } });
    expect(JSON.stringify(reading)).not.toContain('333');
  });
});
