import { expect, test } from '@jest/globals';
import { lineaFormOf } from './linea.ts';
import type { WaitingForm } from './ports.ts';

const form = {
  reference: '100000012',
  topic: 'pensioni',
  office: null,
  urgent: false,
  dueAt: '2026-11-24T14:00:00.000Z',
  state: 'received',
  reason: null,
  attempts: 3,
  createdAt: '2026-11-22T14:00:00.000Z',
};
const shown = (given: Partial<WaitingForm>, at: string) =>
  lineaFormOf({ ...form, ...given }, (name) => name.toUpperCase(), Date.parse(at));

test('a form is late from the moment at which its answer was due, whatever keeps it', () => {
  expect(shown({}, '2026-11-24T14:00:00Z').late).toBe(false);
  expect(shown({}, '2026-11-24T14:00:01Z')).toMatchObject({ late: true, refused: false, topic: 'PENSIONI' });
});

test('what was refused says why, also for a reason that is not known here', () => {
  const refused = (reason: string) => shown({ state: 'refused', reason }, '2026-11-23T00:00:00Z');
  expect(refused('sede-sconosciuta')).toMatchObject({
    refused: true,
    reason: 'La sede indicata non esiste.',
  });
  expect(refused('altra-cosa').reason).toBe('altra cosa');
});
