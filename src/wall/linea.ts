import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PageServer } from '../staff/page-server.ts';
import type { Outcome } from '../staff/wire.ts';
import { readRequest } from '../web/errors.ts';
import type { AuditRecords, WaitingForm } from './ports.ts';
import type { LineaForm, LineaForms } from './wire.ts';

export interface LineaParts {
  readonly server: Pick<PageServer, 'app' | 'sessionOf'>;
  readonly records: Pick<AuditRecords, 'note' | 'forms' | 'retryForm'>;
  readonly topicTitle: (name: string) => string;
  /** Whatever keeps the records from answering, the page is told (503). */
  readonly orAway: <Answer>(work: Promise<Answer>) => Promise<Answer>;
}

const reference = z.object({ reference: z.string().regex(/^\d{8,12}$/) });
const retryBody = z.strictObject({
  office: z
    .string()
    .regex(/^\d{4}$/)
    .nullable(),
});
/** Why the institution refused a form (linea.apri), as a supervisor reads it. */
const refusals: Readonly<Record<string, string>> = {
  'sede-sconosciuta': 'La sede indicata non esiste.',
  'numero-in-uso': 'Il numero è già di un’altra richiesta.',
};

/** Linea INPS forms that wait for the institution, or for a person because it refused them. */
export function serveLinea({ server, records, topicTitle, orAway }: LineaParts): void {
  const { app } = server;

  app.get('/api/wall/linea', async (): Promise<LineaForms> => {
    const [now, forms] = [Date.now(), await orAway(records.forms({ state: 'waiting' }))];
    return { forms: forms.map((form) => lineaFormOf(form, topicTitle, now)) };
  });

  app.post('/api/wall/linea/:reference/retry', async (request): Promise<Outcome> => {
    const { reference: form } = readRequest(reference, request.params);
    const { office } = readRequest(retryBody, request.body);
    const who = server.sessionOf(request).person.name;
    const key = randomUUID();
    const act = {
      who,
      action: 'linea-retry',
      conversation: `linea:${form}`,
      field: office === null ? null : `sede-${office}`,
      reason: null,
    } as const;
    try {
      await records.note(act, key);
      await records.retryForm(form, office, key);
    } catch (error) {
      const kind = error instanceof Error && 'kind' in error ? error.kind : undefined;
      return kind === 'http-409'
        ? { outcome: 'refused', text: `Il modulo ${form} è già stato ripreso.` }
        : { outcome: 'unavailable', text: 'Gli archivi non rispondono: riprovi tra poco.' };
    }
    return { outcome: 'done', text: `Il modulo ${form} sarà consegnato di nuovo.` };
  });
}

/** A form as the page shows it: nothing of who asked, nor of what. @param now epoch ms */
export function lineaFormOf(form: WaitingForm, topicTitle: (name: string) => string, now: number): LineaForm {
  const { reference: number, topic, office, urgent, dueAt, state, reason, attempts, createdAt } = form;
  return {
    reference: number,
    topic: topicTitle(topic),
    office,
    urgent,
    dueAt,
    late: Date.parse(dueAt) < now,
    refused: state === 'refused',
    reason: reason === null ? null : (refusals[reason] ?? reason.replaceAll('-', ' ')),
    attempts,
    createdAt,
  };
}
