import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type SyntheticCitizen, syntheticCitizen } from '../citizens.ts';
import { syntheticRelations } from '../domestic-relations.ts';
import { paymentsOf } from '../payments.ts';
import { protocolText } from '../practices.ts';
import { selfEmployed } from '../self-employed.ts';
import { askedAbout } from './asked-about.ts';
import { identitaVerificaHandler } from './identita.verifica.ts';

const now = new Date('2026-11-23T09:00:00Z');
const verify = (citizen: SyntheticCitizen, tipo: string, valore: string) =>
  identitaVerificaHandler.answer({ persona: 'x', tipo, valore }, askedAbout(now, citizen.index));

/** What a person would know, as they would say it. */
function factsOf(citizen: SyntheticCitizen): readonly (readonly [kind: string, value: string])[] {
  const euro = (cents: number) => (cents / 100).toLocaleString('it-IT', { minimumFractionDigits: 2 });
  return [
    ...citizen.practices.flatMap((practice) => [
      ['domus', practice.domus] as const,
      ['protocollo', protocolText(practice)] as const,
      ['protocollo', practice.numero] as const,
    ]),
    ...paymentsOf(citizen.index, citizen.birthDate, now)
      .filter(({ accredito }) => accredito === 'pagato')
      .map(({ importo }) => ['importo', euro(importo)] as const),
    ...syntheticRelations(citizen.index).map(({ code }) => ['rapporto-domestico', code] as const),
    ...[selfEmployed(citizen.index)?.azienda ?? []].flat().map((code) => ['azienda', code] as const),
  ];
}

const citizen = fc.nat({ max: 100_000 }).map(syntheticCitizen);

describe('identita.verifica', () => {
  test('what a person knows is right', () => {
    fc.assert(
      fc.property(citizen, (one) => {
        for (const [kind, value] of factsOf(one))
          expect({ kind, outcome: verify(one, kind, value).outcome }).toEqual({ kind, outcome: 'found' });
      }),
    );
  });

  test('what another person knows is wrong, and the answer says nothing else', () => {
    fc.assert(
      fc.property(citizen, citizen, (one, other) => {
        const own = new Set(factsOf(one).map(([, value]) => value));
        for (const [kind, value] of factsOf(other)) {
          if (own.has(value)) continue;
          expect(verify(one, kind, value)).toEqual({ outcome: 'not-found', value: {} });
        }
      }),
    );
  });

  test.each([
    ['importo', '-1'],
    ['importo', '1e9'],
    ['importo', ','],
    ['domus', '2'],
    ['protocollo', '-'],
    ['azienda', ' '],
    ['rapporto-domestico', '0'],
  ])('%s %j is nothing', (kind, value) => {
    fc.assert(fc.property(citizen, (one) => expect(verify(one, kind, value).outcome).toBe('not-found')));
  });

  test('wrong facts count against the person, whoever asks and however the reference is written', () => {
    const against = identitaVerificaHandler.countsAgainst?.(
      { persona: 'x', tipo: 'domus', valore: '1' },
      askedAbout(now, 7),
    );
    expect(against).toEqual(['identita:7']);
  });
});
