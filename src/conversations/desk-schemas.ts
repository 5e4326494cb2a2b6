/** What the desk and the records say to each other. */
import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import { pageBefore } from '../web/described.ts';
import { reasonSchema } from '../web/reason.ts';
import { auditActions, entrySchema } from './audit.ts';
import { conversationId, login, name } from './conversation.ts';
import { dimensions, figureSchema } from './figures.ts';
import { lineaStates, summarySchema } from './linea-book.ts';

const personal = z.custom<Sensitive>(
  (value) => value instanceof Sensitive && typeof value.reveal() === 'string',
);
/** A personal text of a form. */
const fitting = (form: RegExp) => personal.refine((value) => form.test(value.reveal()), 'is not of its form');

/** What the desk sends to open a Linea INPS form. */
export const formSchema = z
  .strictObject({
    conversation: conversationId.nullable(),
    topic: name,
    office: z
      .string()
      .regex(/^\d{4}$/)
      .nullable()
      .describe("null: that of the person's residence"),
    urgent: z.boolean(),
    hours: z.int().min(1).max(240).describe('until it is to be answered; they run on working days only'),
    persona: fitting(/^.{1,2000}$/s).describe("the institution's reference of the person"),
    question: fitting(/^.{1,4000}$/s),
    telephone: fitting(/^\+\d{6,15}$/).nullable(),
    email: fitting(/^[^\s@]{1,120}@[^\s@]+\.[^\s@]{1,120}$/).nullable(),
  })
  .refine(({ telephone, email }) => telephone !== null || email !== null, {
    path: ['telephone'],
    message: 'say where to answer: telephone or email',
  });
export const openedSchema = z.object({
  reference: z.string().describe('to be told to the caller: digits only'),
  dueDay: z.iso.date(),
  dueAt: z.iso.datetime(),
});
export const disposeSchema = z.strictObject({ disposition: name.describe('as flows/desk.yaml names it') });
const listening: readonly string[] = ['listen', 'whisper', 'barge'];
/** What the desk sends before somebody sees or hears something. */
export const actSchema = z
  .strictObject({
    who: login,
    action: z.enum(auditActions),
    conversation: conversationId,
    field: z
      .string()
      .regex(/^[\w-]{1,60}$/)
      .nullable()
      .describe('name of the field, never what is in it'),
    reason: reasonSchema.nullable(),
  })
  .refine(({ action, reason }) => !listening.includes(action) || reason !== null, {
    path: ['reason'],
    message: 'nobody listens without a reason',
  });

export const figuresQuery = z
  .strictObject({
    from: z.iso.date(),
    to: z.iso.date(),
    by: z
      .string()
      .default('')
      .transform((list) => list.split(',').filter((one) => one !== ''))
      .pipe(z.array(z.enum(dimensions)).max(3))
      .refine((list) => new Set(list).size === list.length, 'each once'),
    queue: name.optional(),
    topic: name.optional(),
    language: z
      .string()
      .regex(/^[a-z]{2}$/)
      .optional(),
  })
  .refine(
    ({ from, to }) => from <= to && Date.parse(to) - Date.parse(from) <= 366 * 86_400_000,
    'a range of days that ends after its beginning, and within a year',
  );
export const auditQuery = z.strictObject({
  who: login.optional(),
  action: z.enum(auditActions).optional(),
  conversation: conversationId.optional(),
  before: pageBefore,
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const formsQuery = z.strictObject({
  state: z
    .enum([...lineaStates, 'waiting'])
    .default('refused')
    .describe('waiting: all that the institution does not have yet'),
});
export const retrySchema = z.strictObject({ office: formSchema.shape.office });

export const figuresSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  figures: z.array(figureSchema),
});
export const formSummarySchema = summarySchema.extend({
  dueAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
});
export const auditSchema = z.object({
  entries: z.array(entrySchema.extend({ at: z.iso.datetime() })),
  next: z.string().nullable(),
});
export const integritySchema = z.object({
  entries: z.int(),
  broken: z.string().nullable().describe('the first entry that was changed or follows one that is gone'),
  last: z.string().nullable().describe('digest of the last entry'),
});
