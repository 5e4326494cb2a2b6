/** artigiani.* and the documents that go with them: what the back office answers, as it goes over the wire. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { resultSchema } from '../../operation.ts';
import { isCodeline } from '../codeline.ts';
import { UnknownReference } from '../references.ts';
import { artigianiF24Handler } from './artigiani.f24.ts';
import { artigianiSituazioneHandler } from './artigiani.situazione.ts';
import { askedAbout } from './asked-about.ts';
import { documentiDisponibileHandler } from './documenti.disponibile.ts';
import type { Handler } from './handler.ts';

function told(handler: Handler, day: string, wire: object, ...citizens: number[]) {
  const answer = handler.answer(
    { persona: 'chi-chiama', ...wire },
    askedAbout(new Date(`${day}T10:00:00+01:00`), ...citizens),
  );
  const results: z.ZodType = resultSchema(handler.operation);
  return z.encode(results, answer);
}

const owes = (citizen: number) => told(artigianiSituazioneHandler, '2026-11-23', {}, citizen);
const f24 = (citizen: number, day = '2026-11-23') => told(artigianiF24Handler, day, {}, citizen);

describe('what an artisan or trader owes', () => {
  test('two instalments of an artisan: 1115.16 of the last quarter of 2025 and 1130.34 of the first of 2026', () => {
    expect(owes(1)).toEqual({
      outcome: 'found',
      value: {
        ...{ gestione: 'artigiani', totale: 224_550, rate: 2 },
        ...{ scaduta: '2026-02-16', riscossione: 'nessuna' },
      },
    });
  });

  test('nothing, a part at the collection agency, all of it there, and neither artisan nor trader', () => {
    expect([6, 11, 26, 16].map(owes)).toMatchObject([
      { outcome: 'not-found', value: { gestione: 'commercianti' } },
      { outcome: 'found', value: { gestione: 'commercianti', rate: 4, riscossione: 'parte' } },
      { outcome: 'found', value: { gestione: 'artigiani', rate: 1, riscossione: 'tutta' } },
      { outcome: 'absent', value: {} },
    ]);
  });

  test('a search that is still open among several people is no reference for it', () => {
    expect(() => told(artigianiSituazioneHandler, '2026-11-23', {}, 11, 12)).toThrow(UnknownReference);
  });
});

describe('what goes into the F24 form', () => {
  test('the fourth instalment of 2026 of a trader', () => {
    expect(f24(6)).toEqual({
      outcome: 'found',
      value: {
        ...{ gestione: 'commercianti', anno: 2026, rata: 4, scadenza: '2027-02-16', importo: 115_293 },
        ...{ causale: 'CF', codiceSede: '0700', codiceInps: expect.stringMatching(/^\d{17}$/) },
        ...{ dal: '2026-10-01', al: '2026-12-31' },
      },
    });
    expect(f24(16)).toEqual({ outcome: 'absent', value: {} });
  });

  test('the code line holds for everybody, and is nobody else’s', () => {
    const answerSchema = z.object({ value: z.object({ codiceInps: z.string().optional() }) });
    const codeOf = (citizen: number) => answerSchema.parse(f24(citizen)).value.codiceInps;
    fc.assert(
      fc.property(fc.nat({ max: 9_999 }), fc.nat({ max: 9_999 }), (one, other) => {
        const [first, second] = [codeOf(one), codeOf(other)];
        expect(first === undefined || isCodeline(first)).toBe(true);
        expect(one !== other && first !== undefined && first === second).toBe(false);
      }),
    );
  });
});

test.each([
  { citizen: 1, tipo: 'situazione-debitoria', outcome: 'found' },
  { citizen: 6, tipo: 'situazione-debitoria', outcome: 'absent' },
  { citizen: 6, tipo: 'dati-f24', outcome: 'found' },
  { citizen: 16, tipo: 'dati-f24', outcome: 'absent' },
])('citizen $citizen can be sent $tipo: $outcome', ({ citizen, tipo, outcome }) => {
  const wire = { tipo, parametri: {}, canale: 'residenza' };
  expect(told(documentiDisponibileHandler, '2026-11-23', wire, citizen)).toMatchObject({ outcome });
});
