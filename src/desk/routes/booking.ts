import { z } from 'zod';
import { modo, motivo, precedenza, prenotazione } from '../../backoffice/operations/sportello.ts';
import { judgeNumber } from '../../input/mobile-number.ts';
import { Sensitive } from '../../privacy/sensitive.ts';
import type { Outcome } from '../../staff/wire.ts';
import { readRequest, WebError } from '../../web/errors.ts';
import type { CaseFile } from '../case-file.ts';
import type { Slot } from '../wire.ts';
import { archivesAway, bookingAbsences, bookingLevels, bookingRefusals, writtenDay } from '../words.ts';
import { type DeskParts, ownCase, requestKey } from './desk-parts.ts';

const livello = z.union([z.literal(1), z.literal(2)]);
const wish = { livello, motivo, modo, precedenza };
const search = z.strictObject({
  ...wish,
  cap: z
    .string()
    .regex(/^\d{5}$/)
    .optional(),
  after: z.string().max(20).optional(),
});
const slotText = z.string().min(1).max(100);
const confirm = z.strictObject({ ...wish, slot: slotText, mobile: z.string().max(30), key: requestKey });
const code = z.string().regex(/^\d{8}$/);
const offered = z.object({
  posti: z.array(z.object({ posto: z.string(), data: z.string(), ora: z.string(), sede: z.string() })),
  successivi: z.string(),
});
const why = z.object({ perche: z.string() });

const away: Outcome = { outcome: 'unavailable', text: archivesAway };
const taken: Outcome = {
  outcome: 'refused',
  text: 'Qualcuno ha preso questo orario nel frattempo: ne scelga un altro.',
};

/** Appointments: ten minutes at a first-level desk, or half an hour with an official (second level). */
export function serveBooking(parts: DeskParts): void {
  const { app, backOffice } = parts;
  const ask = (file: CaseFile, operation: string, args: Readonly<Record<string, unknown>>, key: string) => {
    if (file.person === null) throw new WebError(409, 'no-person');
    return backOffice.call(
      operation,
      { persona: file.person, ...args },
      { idempotencyKey: `${file.id}:${key}` },
    );
  };

  app.post('/api/desk/conversations/:id/booking/search', async (request) => {
    const file = await ownCase(parts, request);
    const { after, cap, livello: level, ...asked } = readRequest(search, request.body);
    const { outcome, value } = await ask(
      file,
      'sportello.cerca',
      { ...asked, livello: level, cap: cap ?? null, dopo: after ?? null },
      'search',
    );
    if (outcome !== 'found') {
      const told: Outcome =
        outcome === 'unavailable' ? away : { outcome: 'refused', text: 'Non ci sono orari liberi.' };
      return { ...told, slots: [], next: null };
    }
    const found = offered.parse(value);
    const slots: Slot[] = found.posti.map(({ posto, data, ora, sede }) => ({
      slot: posto,
      text: `${writtenDay(data)}, ore ${ora}, sede di ${sede}`,
    }));
    return {
      outcome: 'done',
      text: `${slots.length} orari liberi, ${bookingLevels[level]}.`,
      slots,
      next: found.successivi,
    };
  });

  app.post('/api/desk/conversations/:id/booking/confirm', async (request): Promise<Outcome> => {
    const file = await ownCase(parts, request);
    const { slot, mobile, key, ...asked } = readRequest(confirm, request.body);
    const judged = judgeNumber(mobile.replace(/[^\d+]/g, ''));
    if (typeof judged === 'string')
      return { outcome: 'refused', text: 'Il numero di cellulare non è giusto.' };
    const cellulare = new Sensitive('telefono', judged.mobile);
    const answer = await ask(file, 'sportello.conferma', { ...asked, posto: slot, cellulare }, key);
    if (answer.outcome === 'accepted')
      return { outcome: 'done', text: `Appuntamento fissato. ${bookingText(answer.value)}` };
    if (answer.outcome === 'already')
      return {
        outcome: 'refused',
        text: `Per questo motivo c’è già un appuntamento. ${bookingText(answer.value)}`,
      };
    return refusal(answer);
  });

  app.post('/api/desk/conversations/:id/booking/find', async (request): Promise<Outcome> => {
    const file = await ownCase(parts, request);
    const asked = readRequest(z.strictObject({ code }), request.body);
    const { outcome, value } = await ask(
      file,
      'sportello.stato',
      { codice: new Sensitive('pratica', asked.code) },
      'find',
    );
    if (outcome === 'found') return { outcome: 'done', text: bookingText(value) };
    if (outcome === 'unavailable') return away;
    const text = bookingAbsences[why.safeParse(value).data?.perche ?? ''] ?? 'Non c’è.';
    return { outcome: 'refused', text };
  });

  app.post('/api/desk/conversations/:id/booking/move', async (request): Promise<Outcome> => {
    const file = await ownCase(parts, request);
    const asked = readRequest(z.strictObject({ code, slot: slotText, key: requestKey }), request.body);
    const codice = new Sensitive('pratica', asked.code);
    const answer = await ask(file, 'sportello.sposta', { codice, posto: asked.slot }, asked.key);
    return answer.outcome === 'accepted'
      ? { outcome: 'done', text: `Appuntamento spostato. ${bookingText(answer.value)}` }
      : refusal(answer);
  });

  app.post('/api/desk/conversations/:id/booking/cancel', async (request): Promise<Outcome> => {
    const file = await ownCase(parts, request);
    const asked = readRequest(z.strictObject({ code, key: requestKey }), request.body);
    const codice = new Sensitive('pratica', asked.code);
    const answer = await ask(file, 'sportello.disdici', { codice }, asked.key);
    if (answer.outcome === 'accepted') return { outcome: 'done', text: 'Appuntamento disdetto.' };
    if (answer.outcome === 'already')
      return { outcome: 'done', text: 'L’appuntamento era già stato disdetto.' };
    return refusal(answer);
  });
}

function refusal({ outcome, value }: { readonly outcome: string; readonly value: unknown }): Outcome {
  if (outcome === 'taken') return taken;
  if (outcome === 'not-found')
    return { outcome: 'refused', text: 'Questa persona non ha un appuntamento con questo codice.' };
  if (outcome !== 'refused') return away;
  return {
    outcome: 'refused',
    text: bookingRefusals[why.safeParse(value).data?.perche ?? ''] ?? 'Non si può prenotare.',
  };
}

function bookingText(value: unknown): string {
  const {
    codice,
    data,
    ora,
    sede,
    via,
    civico,
    comune,
    modo: how,
    livello: level,
  } = prenotazione.parse(value);
  const where =
    how === 'ricontatto' ? `lo richiama la sede di ${sede}` : `${sede}, ${via} ${civico}, ${comune}`;
  return `Codice ${codice}, ${bookingLevels[level]}: ${writtenDay(data)}, ore ${ora}; ${where}.`;
}
