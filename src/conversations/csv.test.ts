import { expect, test } from '@jest/globals';
import { csvOf } from './csv.ts';

test('a table as spreadsheets read it', () => {
  expect(
    csvOf(
      ['coda', 'attesa'],
      [
        ['pensioni', 12],
        ['a;b "c"', null],
      ],
    ),
  ).toBe('\uFEFFcoda;attesa\r\npensioni;12\r\n"a;b ""c""";\r\n');
});

test.each(['=1+1', '+39', '-2', '@sum'])('%s is no formula', (text) => {
  expect(csvOf(['x'], [[text]])).toBe(`\uFEFFx\r\n'${text}\r\n`);
});
