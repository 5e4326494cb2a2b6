import { describe, expect, test } from '@jest/globals';
import { project, surroundings } from '../../test/support/small-project.ts';
import { inferTypes, valuesOf } from './infer.ts';
import type { Fields } from './types.ts';

const main = `
flow: prova
title: Prova
start: chi
steps:
  chi:
    go: blocco
    with: { anno: 2026 }
    on: { fatto: conta }
    save: persona
  conta:
    set: { quante: quante + 1 }
    then: inizio
  inizio:
    set: { quante: "0", copia: $persona }
    then: ricerca
  ricerca:
    look-up: cose.cerca
    with: { numero: $persona }
    save: cosa
    found: trovata
    not-found: fine
    unavailable: fine
  trovata: { say: p.trovata, with: $cosa, then: lista }
  lista:
    pick: $cosa.voci
    say: p.scelta
    item: p.voce
    save: voce
    then: fine
    failed: fine
  fine: { hang-up: normal }
`;
const block = `
flow: blocco
title: Blocco
start: chiedi
steps:
  chiedi:
    ask: digits
    between: [2, 4]
    say: p.numero
    save: numero
    then: fatto
    failed: fatto
  fatto: { return: fatto, value: $numero }
`;
const entry: Fields = { colore: { type: 'string' }, codice: { type: 'sensitive' } };
const operations = [
  {
    name: 'cose.cerca',
    arguments: ['numero'],
    optional: [],
    outcomes: ['found', 'not-found'],
    results: { found: { voci: { type: 'list' as const, of: { type: 'group' as const, fields: entry } } } },
  },
];

function types() {
  const flows = project({ prova: main, blocco: block }, { ...surroundings, operations });
  return { flows, inferred: inferTypes(flows, operations) };
}

describe('types', () => {
  test('follow values through entries, blocks, copies, look-ups, lists and expressions', () => {
    expect(types().inferred.scope('prova').variables).toMatchObject({
      persona: { type: 'sensitive' },
      copia: { type: 'sensitive' },
      quante: { type: 'integer' },
      cosa: { type: 'group', fields: { voci: { type: 'list' } } },
      voce: { type: 'group', fields: entry },
      call: { type: 'group' },
    });
    expect(types().inferred.scope('blocco').variables['anno']).toEqual({ type: 'integer' });
  });

  test('of what a prompt gets: a whole group, or an entry of a list with its key and nothing sensitive', () => {
    const { flows, inferred } = types();
    const scope = inferred.scope('prova');
    const [found] = flows.step('prova', 'trovata').prompts;
    const item = flows.step('prova', 'lista').prompts.find((use) => use.prompt === 'p.voce');
    expect(found && valuesOf(found, scope)).toEqual({ voci: expect.objectContaining({ type: 'list' }) });
    expect(item && valuesOf(item, scope)).toEqual({
      tasto: { type: 'integer' },
      colore: { type: 'string' },
    });
  });

  test.each([
    ['quante < 3', true],
    ['quante == null', true],
    ['cosa == null', true],
    ['voce.colore == "rosso"', true],
    ['call.open["operatori-it"]', true],
    ['quante == "tre"', false],
    ['voce.colour == "rosso"', false],
    ['call.open["operatori"]', false],
    ['call.campaign["certificazione-unica"]', true],
    ['call.campaignYear["certificazione-unica"] > 2024', true],
    ['call.campaignYear["certificazione-unica"] == true', false],
    ['quante <', false],
  ])('in the expression %s fit: %s', (text, fits) => {
    expect(types().inferred.check('prova', text).ok).toBe(fits);
  });
});
