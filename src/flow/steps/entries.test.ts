import { describe, expect, test } from '@jest/globals';
import { project } from '../../../test/support/small-project.ts';
import { Walk } from '../../../test/support/walk.ts';

const flow = (steps: string) => `
flow: prova
title: Prova
start: cerca
steps:
  cerca:
    look-up: cose.cerca
    with: { numero: 'n' }
    save: trovato
    found: elenco
    not-found: altro
    unavailable: fine
${steps}
  altro: { say: p.altro, then: fine }
  fine: { hang-up: normal }
`;
const picking = flow(`
  elenco:
    pick: $trovato.voci
    say: p.elenco
    item: p.voce
    save: voce
    then: fine
    failed: fine
    also:
      - { key: "8", say: p.altri, then: altro }
`);
const saying = flow(`
  elenco:
    say: p.voce
    each: $trovato.voci
    then: altro
`);

const walk = (text: string, count: number) =>
  new Walk(
    project(
      { prova: text },
      {
        operations: [
          {
            name: 'cose.cerca',
            arguments: ['numero'],
            optional: [],
            outcomes: ['found', 'not-found'],
            results: {
              found: {
                voci: { type: 'list', of: { type: 'group', fields: { n: { type: 'integer' } } } },
              },
              'not-found': {},
            },
          },
        ],
      },
    ),
    {
      flow: 'prova',
      answer: () => ({
        outcome: 'found',
        value: { voci: Array.from({ length: count }, (_, n) => ({ n })) },
      }),
    },
  );

const spoken = (one: Walk) =>
  one.actions
    .flatMap((action) => (action.type === 'play' ? [action.prompts] : []))[0]
    ?.map(({ prompt, values }) => ({ prompt, ...values }));

describe('a list', () => {
  test('with other choices says them after its entries, and each key leads on', () => {
    const one = walk(picking, 2);
    expect(spoken(one)).toEqual([
      { prompt: 'p.elenco' },
      { prompt: 'p.voce', n: 0, tasto: 1 },
      { prompt: 'p.voce', n: 1, tasto: 2 },
      { prompt: 'p.altri', tasto: 8 },
    ]);
    expect(one.press('8').at).toBe('prova/altro');
    expect(walk(picking, 2).press('2').at).toBe('prova/fine');
    expect(walk(picking, 2).press('3').at).toBe('prova/elenco');
  });

  test('of one entry is asked about all the same when there are other choices', () => {
    expect(walk(picking, 1).at).toBe('prova/elenco');
    expect(walk(picking.replace(/ {4}also:\n.*\n/, ''), 1).at).toBe('prova/fine');
  });

  test('is said entry by entry, and an empty one not at all', () => {
    expect(spoken(walk(saying, 3))).toEqual([0, 1, 2].map((n) => ({ prompt: 'p.voce', n })));
    expect(spoken(walk(saying, 0))).toEqual([{ prompt: 'p.altro' }]);
  });
});
