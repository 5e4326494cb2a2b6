import { z } from 'zod';
import { judgeNumber } from '../../input/mobile-number.ts';
import { Sensitive } from '../../privacy/sensitive.ts';
import { writtenDue } from '../../staff/page/written-due.ts';
import type { Outcome } from '../../staff/wire.ts';
import { readRequest, WebError } from '../../web/errors.ts';
import { contextOf, isVerified } from '../card.ts';
import { archivesAway, documents, sendingRefusals, writtenDay } from '../words.ts';
import { aboutOf, type DeskParts, ownCase, requestKey } from './desk-parts.ts';

const linea = z.strictObject({
  topic: z.string().max(40),
  urgent: z.boolean(),
  question: z.string().trim().min(10).max(4_000),
  phone: z.string().max(30),
  email: z.string().max(254),
  key: requestKey,
});
const document = z.strictObject({
  document: z.string().max(60),
  to: z.enum(['residence', 'email']),
  year: z.int().min(1990).max(2100).optional(),
  month: z.int().min(1).max(12).optional(),
  key: requestKey,
});
const sent = z.object({ riferimento: z.string(), entro: z.string() });
const notSent = z.object({ motivo: z.string() });
const handInTimeoutMs = 5_000;

/** Requests that outlast the call: a form that an office answers, a document that is sent. */
export function serveForms(parts: DeskParts): void {
  const { app, settings, topics, records, documents: handIn, sealer } = parts;

  app.post('/api/desk/conversations/:id/linea', async (request): Promise<Outcome> => {
    const file = await ownCase(parts, request);
    const { topic, urgent, question, phone, email, key } = readRequest(linea, request.body);
    if (file.person === null) throw new WebError(409, 'no-person');
    if (!topics.some(({ name }) => name === topic)) throw new WebError(400, 'bad-request', ['topic']);
    const number = phone.trim() === '' ? undefined : numberOf(phone);
    if (number === null) return { outcome: 'refused', text: 'Il numero di telefono non è giusto.' };
    if (email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
      return { outcome: 'refused', text: 'L’indirizzo di posta elettronica non è giusto.' };
    if (number === undefined && email === '')
      return {
        outcome: 'refused',
        text: 'Serve un recapito: un telefono o un indirizzo di posta elettronica.',
      };
    const form = {
      topic,
      urgent,
      hours: urgent ? settings.linea['urgent-hours'] : settings.linea.hours,
      person: file.person,
      question: new Sensitive('persona', question),
      phone: number,
      email: email === '' ? undefined : new Sensitive('email', email),
    };
    const answer = await records.linea(aboutOf(file), form, `${file.id}:${key}`);
    if (answer.outcome === 'accepted')
      return {
        outcome: 'done',
        text: `Richiesta Linea INPS numero ${answer.request}: risposta dovuta entro ${writtenDue(answer.dueAt)}.`,
      };
    return answer.outcome === 'refused'
      ? { outcome: 'refused', text: 'La richiesta non è stata accettata.' }
      : { outcome: 'unavailable', text: archivesAway };
  });

  /** Only ever to the address in the registry (message 1114/2020), and only for who was verified. */
  app.post('/api/desk/conversations/:id/documents', async (request): Promise<Outcome> => {
    const file = await ownCase(parts, request);
    const asked = readRequest(document, request.body);
    if (file.person === null) throw new WebError(409, 'no-person');
    if (!documents.some(({ name }) => name === asked.document))
      throw new WebError(400, 'bad-request', ['document']);
    if (!isVerified(file, contextOf(file, sealer), settings['facts-needed']))
      throw new WebError(409, 'not-verified');
    const { outcome, value } = await handIn(
      asked.document,
      {
        to: asked.to,
        values: { persona: file.person, anno: asked.year ?? null, mese: asked.month ?? null },
      },
      {
        idempotencyKey: `${file.id}:${asked.key}`,
        signal: AbortSignal.timeout(handInTimeoutMs),
        call: { language: file.language },
      },
    );
    if (outcome === 'accepted' || outcome === 'already') {
      const { riferimento, entro } = sent.parse(value);
      const what = outcome === 'accepted' ? 'Richiesta accolta' : 'Era già stato richiesto oggi';
      return {
        outcome: 'done',
        text: `${what}: riferimento ${riferimento}, arriva entro ${writtenDay(entro)}.`,
      };
    }
    if (outcome !== 'refused') return { outcome: 'unavailable', text: archivesAway };
    const motive = notSent.safeParse(value).data?.motivo ?? '';
    return { outcome: 'refused', text: sendingRefusals[motive] ?? 'Il documento non si può inviare.' };
  });
}

/** A number that an office can call, in E.164; null for what is none. Fixed lines are taken as they are written. */
function numberOf(text: string): Sensitive | null {
  const digits = text.replace(/[^\d+]/g, '');
  const judged = judgeNumber(digits);
  if (typeof judged !== 'string') return new Sensitive('telefono', judged.mobile);
  if (judged === 'no-number') return null;
  if (digits.startsWith('+')) return new Sensitive('telefono', digits);
  return new Sensitive('telefono', digits.startsWith('00') ? `+${digits.slice(2)}` : `+39${digits}`);
}
