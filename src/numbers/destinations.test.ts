import { describe, expect, test } from '@jest/globals';
import { FindingsError } from '../source/finding.ts';
import { Source } from '../source/source.ts';
import { readDestinations } from './destinations.ts';

const read = (number: string) =>
  readDestinations(
    new Source(
      'flows/destinations.yaml',
      `destinations:\n  ufficio: { title: Ufficio, number: "${number}" }\n`,
    ),
  );

describe('numbers to transfer to', () => {
  test.each([
    ['0659051', '+390659051'],
    ['+390659051', '+390659051'],
    ['3331234567', '+393331234567'],
    ['800434320', '+39800434320'],
  ])('%s is %s', (written, number) => {
    expect(read(written).get('ufficio')).toBe(number);
  });

  test.each([
    ['one that costs extra', '8991234567'],
    ['one of another country', '+4930123456'],
    ['one that does not exist', '12345'],
    ['none', '0a'],
  ])('%s is refused where it is written', (_, number) => {
    expect(() => read(number)).toThrow(FindingsError);
    expect(() => read(number)).toThrow(/flows\/destinations\.yaml:2:/);
  });
});
