/** Where the answers of a simulated back office come from. */
import { z } from 'zod';
import { bookingOperations } from '../backoffice/booking.ts';
import type { Operation } from '../backoffice/operation.ts';
import { lookUps } from '../backoffice/operations/index.ts';
import type { Service } from '../flow/actions.ts';
import { type Value, type Variables, valueSchema } from '../flow/values.ts';
import { sendingOutcomes } from '../mail/answer.ts';
import { documentKinds } from '../mail/documents/index.ts';
import type { Sensitive } from '../privacy/sensitive.ts';
import { exampleValue, first, type Misfit, type Pick } from './example.ts';
import type { QueueNews } from './queueing.ts';

/** What a call asks of the world outside: a look-up, or anything else that is answered by a result. */
export interface Request {
  /** In the words of the journal: `domande.stato`, `document certificazione-unica`. */
  readonly name: string;
  /** Who is to do something; undefined for a look-up and whatever else has no such service. */
  readonly service: Service | undefined;
  /** What is asked for, without the service: `domande.stato`, `certificazione-unica`. */
  readonly operation: string;
  readonly arguments: Variables;
  readonly idempotencyKey: string;
  /** Simulated clock, epoch ms. */
  readonly now: number;
  /** Where the caller wants to be called back, if that is known. */
  readonly callBackTo?: Sensitive | null | undefined;
  /** Names of the exits of the step that asks. */
  readonly outcomes: readonly string[];
}

export interface Answer {
  readonly outcome: string;
  readonly value?: Value;
  /** How long the caller waits for it, in ms of the simulated clock; at once when left out. */
  readonly afterMs?: number;
  /** Of a queue: what it tells until then. */
  readonly news?: readonly QueueNews[];
  /** Of a queue: the number that is known cannot be called back. */
  readonly refusesNumber?: boolean;
}

/** Answers a request, or never does. */
export type Answers = (request: Request) => Answer | 'no answer';

/** The operation of the contract that a call asks for: by its name, or as flows and journals write a booking. */
export function operationOf(asked: string): Operation | undefined {
  const name = asked.replace(/^booking /, '');
  return bookingOperations.get(name) ?? lookUps.find((one) => one.name === name);
}

/** What nobody answers: the flows must have somewhere to go then. */
export const unavailable: Answer = { outcome: 'unavailable', value: null };

/** An answer as a test writes it: the outcome, or more about it. */
export const writtenAnswerSchema = z.union([
  z.string(),
  z.strictObject({
    outcome: z.string().optional(),
    /** Fields of the answer; those left out are filled in as the contract has them. */
    value: z.unknown().optional(),
    /** Seconds until it comes. */
    after: z.number().min(0).max(120).optional(),
  }),
]);
export type WrittenAnswer = z.infer<typeof writtenAnswerSchema>;

/**
 * Makes an answer out of a written one: `found`, `unavailable`, `no-answer`, or outcome, value and seconds.
 * @param misfits gets what the contract does not allow
 */
export function answerOf(
  operation: string,
  written: WrittenAnswer,
  misfits: Misfit[] = [],
  pick: Pick = first,
): Answer | 'no answer' {
  const { outcome = 'found', value, after } = typeof written === 'string' ? { outcome: written } : written;
  if (outcome === 'no-answer') return 'no answer';
  const afterMs = (after ?? 0) * 1000;
  if (outcome === 'unavailable') return { ...unavailable, afterMs };
  const known = contractOf(operation);
  // Requests without a contract (a queue) are taken as they are written.
  if (known === undefined) return { outcome, value: valueSchema.safeParse(value).data ?? null, afterMs };
  const schema = Object.entries(known).find(([name]) => name === outcome)?.[1];
  if (schema === undefined) {
    const names = [...Object.keys(known), 'unavailable', 'no-answer'].join(', ');
    misfits.push({ path: [], message: `${operation} has no outcome "${outcome}", only: ${names}` });
    return unavailable;
  }
  return { outcome, value: exampleValue(schema, value, pick, misfits, ['value']), afterMs };
}

/** What each outcome brings, by the name of the operation, of the request, or of a document alone. */
function contractOf(name: string): Readonly<Record<string, z.ZodType>> | undefined {
  if (name.startsWith('survey-due ')) return surveyOutcomes.begin;
  if (name.startsWith('survey ')) return surveyOutcomes.save;
  if (name.startsWith('record ')) return messageOutcomes.record;
  if (name.startsWith('keep ')) return messageOutcomes.keep;
  if (name.startsWith('call-back ')) return callBackOutcomes;
  if (name.startsWith('pending-call-back ')) return pendingOutcomes;
  const isRequest = /^(document|sms) /.test(name) || documentKinds.some((kind) => kind.name === name);
  return isRequest ? { ...sendingOutcomes, noted: z.null() } : operationOf(name)?.outcomes;
}

const surveyOutcomes = {
  begin: { due: z.null(), 'not-due': z.null() },
  save: { done: z.null() },
};

/** What comes of a voice message: recorded by the network, and kept in its box. */
const messageOutcomes = {
  record: { done: z.object({ secondi: z.int().min(1).max(600) }), silent: z.null(), failed: z.null() },
  keep: { done: z.object({ riferimento: z.string().regex(/^\d{8}$/) }) },
};

/** What comes of asking to be called back. */
const callBackOutcomes = {
  accepted: z.object({ finale: z.string().regex(/^\d{3}$/) }),
  'no-number': z.null(),
};

/** Whether a call-back is noted for the number. */
const pendingOutcomes = { found: z.null(), none: z.null() };

type Asked = { readonly name: string; readonly outcomes: readonly string[] };

/** Any answer that the contract allows, chosen by `pick`: what an exploring walk gets. */
export function anyAnswer(request: Asked, pick: Pick): Answer | 'no answer' {
  const outcomes = outcomesOf(request);
  return answerOf(request.name, outcomes[pick(outcomes.length)] ?? 'unavailable', [], pick);
}

/** Everything that a request can come to: what the contract says, or else the exits of the step that asks. */
export function outcomesOf({ name, outcomes }: Asked): readonly string[] {
  const known = contractOf(name);
  const names = known === undefined ? outcomes : Object.keys(known);
  return [...names.filter((one) => one !== 'unavailable'), 'unavailable'];
}
