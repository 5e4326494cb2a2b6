/** Where the answers of a simulated back office come from. */
import { z } from 'zod';
import { bookingOperations } from '../backoffice/booking.ts';
import type { Operation } from '../backoffice/operation.ts';
import { operations } from '../backoffice/operations/index.ts';
import { type Value, type Variables, valueSchema } from '../flow/values.ts';
import { exampleValue, first, type Misfit, type Pick } from './example.ts';

/** What a call asks of the world outside: a look-up, or anything else that is answered by a result. */
export interface Request {
  /** The operation of a look-up; for any other request the type of its action. */
  readonly operation: string;
  readonly arguments: Variables;
  readonly idempotencyKey: string;
  /** Simulated clock, epoch ms. */
  readonly now: number;
  /** Names of the exits of the step that asks. */
  readonly outcomes: readonly string[];
}

export interface Answer {
  readonly outcome: string;
  readonly value?: Value;
  /** How long the caller waits for it, in ms of the simulated clock; at once when left out. */
  readonly afterMs?: number;
}

/** Answers a request, or never does. */
export type Answers = (request: Request) => Answer | 'no answer';

/** The operation of the contract that a call asks for: by its name, or as flows and journals write a booking. */
export function operationOf(asked: string): Operation | undefined {
  const name = asked.replace(/^booking /, '');
  return bookingOperations.get(name) ?? operations.find((one) => one.name === name);
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
  const known = operationOf(operation);
  // Requests that are not of the contract (a recording, a queue) are taken as they are written.
  if (known === undefined) return { outcome, value: valueSchema.safeParse(value).data ?? null, afterMs };
  const schema = Object.entries(known.outcomes).find(([name]) => name === outcome)?.[1];
  if (schema === undefined) {
    const names = [...Object.keys(known.outcomes), 'unavailable', 'no-answer'].join(', ');
    misfits.push({ path: [], message: `${operation} has no outcome "${outcome}", only: ${names}` });
    return unavailable;
  }
  return { outcome, value: exampleValue(schema, value, pick, misfits, ['value']), afterMs };
}

type Asked = { readonly operation: string; readonly outcomes: readonly string[] };

/** Any answer that the contract allows, chosen by `pick`: what an exploring walk gets. */
export function anyAnswer(request: Asked, pick: Pick): Answer | 'no answer' {
  const outcomes = outcomesOf(request);
  return answerOf(request.operation, outcomes[pick(outcomes.length)] ?? 'unavailable', [], pick);
}

/** Everything that a request can come to: what the contract says, or else the exits of the step that asks. */
export function outcomesOf({ operation, outcomes }: Asked): readonly string[] {
  const known = operationOf(operation);
  const names = known === undefined ? outcomes : Object.keys(known.outcomes);
  return [...names.filter((name) => name !== 'unavailable'), 'unavailable'];
}
