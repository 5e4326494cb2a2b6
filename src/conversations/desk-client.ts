import { z } from 'zod';
import { toWire } from '../privacy/wire.ts';
import type { WebClient } from '../web/client.ts';
import { Fault } from '../web/fault.ts';
import {
  type actSchema,
  type auditQuery,
  auditSchema,
  figuresSchema,
  type formSchema,
  formSummarySchema,
  type formsQuery,
  integritySchema,
  openedSchema,
} from './desk-schemas.ts';
import type { Dimension, Figure, Range } from './figures.ts';
import { doneSchema } from './routes.ts';

export type Act = z.input<typeof actSchema>;
export type Form = z.input<typeof formSchema>;
export type OpenedForm = z.output<typeof openedSchema>;
export type FormSummary = z.output<typeof formSummarySchema>;
export type AuditPage = z.output<typeof auditSchema>;
export type AuditQuery = z.input<typeof auditQuery>;
type AuditIntegrity = z.output<typeof integritySchema>;

/** The records as the desk and the wall have them. Every method throws Fault when there is no answer, and nothing else. */
export interface DeskRecords {
  /** @param idempotencyKey the same for an order that is repeated */
  dispose(conversation: string, disposition: string, idempotencyKey: string): Promise<void>;
  /** Opens a Linea INPS form. */
  openForm(form: Form, idempotencyKey: string): Promise<OpenedForm>;
  form(reference: string): Promise<FormSummary>;
  forms(query: z.input<typeof formsQuery>): Promise<readonly FormSummary[]>;
  retryForm(reference: string, office: string | null, idempotencyKey: string): Promise<void>;
  /** To be awaited before anything is shown or heard: without the audit nobody sees or hears anything. */
  note(act: Act, idempotencyKey: string): Promise<void>;
  audit(query: AuditQuery): Promise<AuditPage>;
  integrity(): Promise<AuditIntegrity>;
  figures(range: Range, by: readonly Dimension[]): Promise<readonly Figure[]>;
}

/** @param records the system of record, with the token of the desk */
export function deskRecordsOf(records: WebClient): DeskRecords {
  const reading =
    <Schema extends z.ZodType>(schema: Schema) =>
    (json: unknown): z.output<Schema> => {
      const answer = schema.safeParse(json);
      if (!answer.success) throw new Fault('bad-body');
      return answer.data;
    };
  const post = <Schema extends z.ZodType>(
    operation: string,
    path: string,
    body: unknown,
    idempotencyKey: string,
    schema: Schema,
    safe = true,
  ) =>
    records.ask({
      operation,
      path,
      body: () => toWire(body),
      idempotencyKey,
      safe,
      read: reading(schema),
    });
  const get = <Schema extends z.ZodType>(
    operation: string,
    path: string,
    query: Readonly<Record<string, string | number | undefined>>,
    schema: Schema,
  ) => {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as const],
    );
    const asked = given.length === 0 ? path : `${path}?${new URLSearchParams(Object.fromEntries(given))}`;
    return records.ask({ operation, path: asked, idempotencyKey: asked, safe: true, read: reading(schema) });
  };
  return {
    dispose: async (conversation, disposition, key) => {
      const path = `/desk/conversations/${encodeURIComponent(conversation)}/disposition`;
      await post('disposition', path, { disposition }, key, doneSchema);
    },
    openForm: (form, key) => post('linea-inps', '/desk/linea-inps', form, key, openedSchema),
    form: (reference) => get('linea-inps', `/desk/linea-inps/${reference}`, {}, formSummarySchema),
    forms: async (query) =>
      (await get('linea-inps', '/desk/linea-inps', query, z.object({ forms: z.array(formSummarySchema) })))
        .forms,
    retryForm: async (reference, office, key) => {
      await post('linea-inps', `/desk/linea-inps/${reference}/retry`, { office }, key, doneSchema, false);
    },
    note: async (act, key) => {
      await post('audit', '/desk/audit', act, key, doneSchema);
    },
    audit: ({ limit, ...query }) =>
      get(
        'audit',
        '/desk/audit',
        { ...query, ...(limit === undefined ? {} : { limit: String(limit) }) },
        auditSchema,
      ),
    integrity: () => get('audit', '/desk/audit/integrity', {}, integritySchema),
    figures: async (range, by) =>
      (await get('figures', '/desk/figures', { ...range, by: by.join(',') }, figuresSchema)).figures,
  };
}
