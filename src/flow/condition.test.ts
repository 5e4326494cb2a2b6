import { describe, expect, test } from '@jest/globals';
import { Sensitive } from '../privacy/sensitive.ts';
import { parseExpression } from './condition.ts';

describe('an expression', () => {
  test.each([
    ['ricerche + 1', { ricerche: 2 }, 3],
    ['pratica == null', {}, true],
    ['pratica != null', {}, false],
    ['pratica != null', { pratica: new Sensitive('pratica', '12345') }, true],
    ['pratica == "12345"', { pratica: new Sensitive('pratica', '12345') }, false],
    ['has(elenco.domande) && size(elenco.domande) > 1', { elenco: { domande: ['a', 'b'] } }, true],
    ['has(elenco.domande) && size(elenco.domande) > 1', {}, false],
    ['[1, 2].exists(x, x == mese)', { mese: 2 }, true],
    ['mese in [1, 4]', {}, false],
    ['mese + 1', {}, null],
    ['nome.cognome', {}, null],
  ])('%s of %j is %j', (text, variables, expected) => {
    expect(parseExpression(text).value(variables)).toEqual(expected);
  });

  test('that is no CEL is refused', () => {
    expect(() => parseExpression('a ==')).toThrow();
  });
});
