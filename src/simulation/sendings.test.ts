import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Service } from '../flow/actions.ts';
import { isGroup, type Variables } from '../flow/values.ts';
import { loadCalendars } from '../numbers/calendar.ts';
import { DatedMailing, usualMailing } from '../numbers/mailing.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { answerOf, type Request } from './answers.ts';
import type { Misfit } from './example.ts';
import { ReferenceAnswers, ReferencePopulation } from './reference.ts';

const population = new ReferencePopulation(20);
const calendars = await loadCalendars(join(import.meta.dirname, '../../flows/hours.yaml'));
const monday = Date.parse('2026-11-23T10:00:00+01:00');
const dayMs = 24 * 3_600_000;

/** Somebody who calls: each request as the interpreter would make it. */
function call(citizen: number) {
  const answers = new ReferenceAnswers(population, new DatedMailing(usualMailing, calendars));
  const ask = (operation: string, args: Variables, service?: Service, now = monday) => {
    const name = service === undefined ? operation : `${service} ${operation}`;
    const request: Request = {
      name,
      service,
      operation,
      arguments: args,
      idempotencyKey: 'k',
      now,
      outcomes: [],
    };
    const answer = answers.answer(request);
    if (answer === 'no answer') throw new Error('no answer');
    return answer;
  };
  const chiavi = new Sensitive('codice-fiscale', population.citizens[citizen]?.keys ?? '');
  const { value } = ask('persone.cerca', { chiavi });
  const persona = isGroup(value) ? (value['persona'] ?? null) : null;
  return {
    ask,
    document: (
      kind: string,
      { to = 'residence', now = monday, ...values }: Variables & { to?: string; now?: number } = {},
    ) => ask(kind, { to, values: { persona, ...values } }, 'document', now),
  };
}

test('the first is accepted, the second on the same day is the first, the next day is another', () => {
  const { document } = call(0);
  const first = document('estratto-contributivo');
  expect(first).toEqual({
    outcome: 'accepted',
    value: { riferimento: expect.stringMatching(/^\d{8}$/), entro: '2026-12-07' },
  });
  expect(document('estratto-contributivo')).toEqual({ outcome: 'already', value: first.value });
  expect(document('estratto-pagamenti').outcome).toBe('accepted');
  expect(document('estratto-contributivo', { now: monday + dayMs }).outcome).toBe('accepted');
});

test.each([
  [4, 'estratto-contributivo', 'residence', 'nessun-indirizzo'],
  [2, 'estratto-contributivo', 'email', 'nessuna-email'],
  [19, 'estratto-contributivo', 'residence', 'non-disponibile'],
  [0, 'pagella', 'residence', 'non-disponibile'],
])('citizen %d gets no %s by %s: %s', (citizen, kind, to, motivo) => {
  expect(call(citizen).document(kind, { to })).toEqual({ outcome: 'refused', value: { motivo } });
});

test('what does not fit its kind is a fault', () => {
  expect(call(0).document('estratto-contributivo', { indirizzo: 'qui' }).outcome).toBe('unavailable');
});

test('a message goes to a mobile number, once', () => {
  const { ask } = call(0);
  const send = (number: string) =>
    ask('p.sms', { to: new Sensitive('telefono', number), values: {} }, 'sms').outcome;
  expect(['3331234567', '+393331234567', '0655512345'].map(send)).toEqual(['accepted', 'already', 'refused']);
});

test('a test may write an answer by its outcome alone', () => {
  for (const name of ['document rata-pensione', 'rata-pensione', 'sms p.sms'])
    expect(answerOf(name, 'accepted')).toMatchObject({
      value: { riferimento: expect.stringMatching(/^\d+$/), entro: expect.stringMatching(/^\d{4}-/) },
    });
  const misfits: Misfit[] = [];
  answerOf('document rata-pensione', 'found', misfits);
  expect(misfits[0]?.message).toContain('has no outcome "found", only: accepted, already, refused');
});
