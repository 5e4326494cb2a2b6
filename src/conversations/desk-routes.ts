import { z } from 'zod';
import { fromWire } from '../privacy/wire.ts';
import { isReference } from '../store/reference.ts';
import { getOf, postOf, queryParameters, referenceParameter } from '../web/described.ts';
import { idempotencyKeyOf, readRequest, WebError } from '../web/errors.ts';
import { idempotencyKeyHeader, jsonSchema, type Paths, type Room } from '../web/room.ts';
import type { AuditBook } from './audit.ts';
import { conversationId } from './conversation.ts';
import type { ConversationBook } from './conversation-book.ts';
import {
  actSchema,
  auditQuery,
  auditSchema,
  disposeSchema,
  figuresQuery,
  figuresSchema,
  formSchema,
  formSummarySchema,
  formsQuery,
  integritySchema,
  openedSchema,
  retrySchema,
} from './desk-schemas.ts';
import type { Figures } from './figures.ts';
import { figuresCsv } from './figures-csv.ts';
import type { LineaBook } from './linea-book.ts';
import { doneSchema } from './routes.ts';

const prefix = '/desk/';

/** Whether a route is for the desk, and not for engines. @param route its pattern, `/desk/figures` */
export function isOfDesk(route: string): boolean {
  return route.startsWith(prefix);
}

export interface DeskParts {
  readonly conversations: ConversationBook;
  readonly figures: Figures;
  readonly linea: LineaBook;
  readonly audit: AuditBook;
  /** Until when a form is to be answered, by hours that run on working days; undefined while the calendars cannot be read. */
  readonly due: (at: Date, hours: number) => { readonly at: Date; readonly day: string } | undefined;
  /** A form is there. */
  readonly opened: () => void;
  readonly now?: () => Date;
}

/** The records as the operators' desk and the supervisors' wall have them; who may what, they decide. */
export function deskRoom(parts: DeskParts): Room {
  const { conversations, figures, linea, audit } = parts;
  const now = () => parts.now?.() ?? new Date();
  const referenceOf = (params: unknown): string => {
    const { reference } = readRequest(z.object({ reference: z.string() }), params);
    if (!isReference(reference)) throw new WebError(404, 'no-such-form');
    return reference;
  };
  return {
    paths: deskPaths,
    serve(app) {
      app.post('/desk/conversations/:id/disposition', async (request) => {
        const { id } = readRequest(z.object({ id: conversationId }), request.params);
        await conversations.dispose(id, readRequest(disposeSchema, request.body).disposition);
        return { outcome: 'done' };
      });
      app.post('/desk/linea-inps', async (request) => {
        const { persona, question, telephone, email, hours, ...form } = readRequest(
          formSchema,
          fromWire(request.body),
        );
        const key = idempotencyKeyOf(request.headers);
        const due = parts.due(now(), hours);
        if (due === undefined) throw new WebError(503, 'try-again');
        const content = { persona, question, telephone, email };
        const opened = await linea.open({ ...form, content }, due, key);
        parts.opened();
        return opened;
      });
      app.get('/desk/linea-inps', async (request) => ({
        forms: await linea.list(readRequest(formsQuery, request.query).state, 200),
      }));
      app.get('/desk/linea-inps/:reference', async (request) => {
        const form = await linea.find(referenceOf(request.params));
        if (form === undefined) throw new WebError(404, 'no-such-form');
        return form;
      });
      app.post('/desk/linea-inps/:reference/retry', async (request) => {
        const { office } = readRequest(retrySchema, request.body);
        if (!(await linea.retry(referenceOf(request.params), office))) throw new WebError(409, 'not-refused');
        parts.opened();
        return { outcome: 'done' };
      });
      app.post('/desk/audit', async (request) => {
        await audit.note(readRequest(actSchema, request.body), idempotencyKeyOf(request.headers));
        return { outcome: 'done' };
      });
      app.get('/desk/audit', async (request) => {
        const query = readRequest(auditQuery, request.query);
        const entries = await audit.read(query);
        return { entries, next: entries.length === query.limit ? (entries.at(-1)?.id ?? null) : null };
      });
      app.get('/desk/audit/integrity', () => audit.integrity());
      app.get('/desk/figures', async (request) => {
        const { by, ...range } = readRequest(figuresQuery, request.query);
        return { from: range.from, to: range.to, figures: await figures.of(range, by) };
      });
      app.get('/desk/figures.csv', async (request, reply) => {
        const { by, ...range } = readRequest(figuresQuery, request.query);
        const table = figuresCsv(await figures.of(range, by), by);
        return await reply.type('text/csv; charset=utf-8').send(table);
      });
    },
  };
}

const csv = { 'text/csv': { schema: { type: 'string' } } };
const counted =
  'Conversations of some days, counted. `by`: up to three of day, hour, queue, topic, language, level, disposition.';

/** How the routes are described. All need the token of the desk. */
export const deskPaths: Paths = {
  '/desk/conversations/{id}/disposition': postOf(
    'What the operator says a conversation came to; the last word holds.',
    disposeSchema,
    doneSchema,
    [{ name: 'id', in: 'path', required: true, schema: jsonSchema(conversationId) }],
  ),
  '/desk/linea-inps': {
    ...postOf(
      'Opens a Linea INPS form; it is handed over to the institution by itself.',
      formSchema,
      openedSchema,
      [idempotencyKeyHeader],
    ),
    ...getOf(
      'Forms in one state, those first whose answer is due first.',
      z.object({ forms: z.array(formSummarySchema) }),
      queryParameters(formsQuery),
    ),
  },
  '/desk/linea-inps/{reference}': getOf('One form; not what is asked.', formSummarySchema, [
    referenceParameter,
  ]),
  '/desk/linea-inps/{reference}/retry': postOf(
    'Has a form that was refused handed over again, to this office.',
    retrySchema,
    doneSchema,
    [referenceParameter],
  ),
  '/desk/audit': {
    ...postOf('Writes down what somebody is about to see, hear or take away.', actSchema, doneSchema, [
      idempotencyKeyHeader,
    ]),
    ...getOf('The audit, the newest first.', auditSchema, queryParameters(auditQuery)),
  },
  '/desk/audit/integrity': getOf('Whether the audit is as it was written.', integritySchema),
  '/desk/figures': getOf(counted, figuresSchema, queryParameters(figuresQuery)),
  '/desk/figures.csv': getOf(`${counted} As a table.`, csv, queryParameters(figuresQuery)),
};
