import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FindingsError } from '../source/finding.ts';
import { Source } from '../source/source.ts';
import { closedIdentity, isAtLeast, readIdentity } from './identity.ts';

const text = `levels: [none, code, pin]
granted:
  - { level: code, flow: chi, return: trovato }
  - { level: pin, look-up: pin.verifica, outcome: found }
needs:
  look-ups: { cose.libere: none, cose.tutte: pin }
  documents: { estratto: code }
  bookings: { sportello: code, sportello.find: none }
`;
const read = (yaml: string) => readIdentity(new Source('identity.yaml', yaml));

/** What is wrong with a table, as `line:column message | mend`. */
function findings(yaml: string): readonly string[] {
  try {
    read(yaml);
    return [];
  } catch (error) {
    if (!(error instanceof FindingsError)) throw error;
    return error.findings.map((one) => `${one.line}:${one.column} ${one.message} | ${one.mend}`);
  }
}

describe('the table of levels', () => {
  const table = read(text);

  test('says what a request needs, and takes what it does not name as most secret', () => {
    const need = (type: 'look-up' | 'request', operation: string, service?: string) =>
      table.need({ type, operation, service });
    expect(need('look-up', 'cose.libere')).toEqual({ what: 'cose.libere', level: 'none', named: true });
    expect(need('look-up', 'cose.nuove')).toEqual({ what: 'cose.nuove', level: 'pin', named: false });
    expect(need('request', 'estratto', 'document')).toMatchObject({ level: 'code', named: true });
    expect(need('request', 'certificato', 'document')).toMatchObject({ level: 'pin', named: false });
    expect(need('request', 'sportello.find', 'booking')).toMatchObject({ level: 'none' });
    expect(need('request', 'sportello.confirm', 'booking')).toMatchObject({ level: 'code' });
    expect(need('request', 'ricevuta', 'sms')).toBeUndefined();
    expect(table.need({ type: 'survey', operation: 'gradimento' })).toBeUndefined();
  });

  test('says what gives a level', () => {
    expect(table.byReturn('chi', 'trovato')).toBe('code');
    expect(table.byReturn('chi', 'fallito')).toBeUndefined();
    expect(table.byLookUp('pin.verifica', 'found')).toBe('pin');
    expect(table.byLookUp('pin.verifica', 'wrong')).toBeUndefined();
    expect(table.waysTo('code')).toEqual(['go: chi (trovato)', 'look-up: pin.verifica (found)']);
    expect(table.waysTo('pin')).toEqual(['look-up: pin.verifica (found)']);
  });

  test('has an order of levels in which a level that is none opens nothing', () => {
    const levels = ['a', 'b', 'c', 'd'];
    const index = fc.nat({ max: 3 });
    fc.assert(
      fc.property(index, index, (has, wanted) => {
        expect(isAtLeast({ levels }, levels[has] ?? '', levels[wanted] ?? '')).toBe(has >= wanted);
      }),
    );
    expect(isAtLeast({ levels }, 'x', 'a')).toBe(true);
    expect(isAtLeast({ levels }, 'x', 'b')).toBe(false);
    expect(isAtLeast({ levels }, 'd', 'x')).toBe(false);
  });

  test('that is not there lets nothing be asked', () => {
    const need = closedIdentity.need({ type: 'look-up', operation: 'persone.cerca' });
    expect(need).toMatchObject({ level: 'never', named: false });
    expect(closedIdentity.waysTo('never')).toEqual([]);
  });

  test.each([
    [
      text.replace('level: pin', 'level: pim'),
      '4:14 there is no level "pim" | The levels are: none, code, pin',
    ],
    [text.replace('cose.tutte: pin', 'cose.tutte: tutto'), '6:46 there is no level "tutto"'],
    [
      text.replace('[none, code, pin]', '[none, code, pin, code]'),
      '1:27 the level "code" stands in the list twice',
    ],
    [text.replace('levels: [none, code, pin]', 'levels: [none]'), '1:1 '],
    [text.replace('return: trovato', 'retrun: trovato'), '3:'],
    [text.replace('documents: { estratto: code }', 'docs: {}'), '5:1 '],
    ['levels: [', '1:'],
  ])('is refused where it is wrong: %#', (wrong, expected) => {
    expect(findings(wrong)[0]).toContain(expected);
  });
});
