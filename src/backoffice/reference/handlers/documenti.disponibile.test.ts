import { expect, test } from '@jest/globals';
import { syntheticRelations } from '../domestic-relations.ts';
import { askedAbout } from './asked-about.ts';
import { documentiDisponibileHandler } from './documenti.disponibile.ts';

test('an employer can have the notices of the own domestic workers, and no others', () => {
  const asked = (index: number, rapporto: string | undefined, canale: string) =>
    documentiDisponibileHandler.answer(
      { persona: 'chi-chiama', tipo: 'avviso-pagopa', parametri: { anno: 2026, rapporto }, canale },
      askedAbout(new Date('2026-11-23T09:00:00Z'), index),
    );
  const own = (index: number) => syntheticRelations(index)[0]?.code;
  expect(asked(0, own(0), 'email').outcome).toBe('found');
  expect(asked(0, own(0), 'residenza').outcome).toBe('found');
  const refused = (motivo: string) => ({ outcome: 'absent', value: { motivo } });
  expect(asked(0, own(1), 'residenza')).toEqual(refused('non-disponibile'));
  expect(asked(0, undefined, 'residenza')).toEqual(refused('non-disponibile'));
  expect(asked(6, own(6), 'email')).toEqual(refused('nessuna-email'));
  expect(asked(4, own(4), 'residenza')).toEqual(refused('nessun-indirizzo'));
});
