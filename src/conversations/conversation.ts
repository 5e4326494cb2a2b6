import { z } from 'zod';

/**
 * How a stay in a queue ended. `full`, `closed` and `nobody` (is logged in) never waited; `left` is a caller who went
 * elsewhere by a key; `overflow` went on in another queue, which has a row of its own; `silent`: an operator answered and
 * was never heard, the caller went before the others, with a row of its own and the whole wait.
 */
export const outcomes = [
  'answered',
  'abandoned',
  'timeout',
  'call-back',
  'overflow',
  'silent',
  'left',
  'full',
  'closed',
  'nobody',
  'failed',
] as const;
export type Outcome = (typeof outcomes)[number];

export const name = z.string().regex(/^[a-z0-9-]{1,60}$/);
/** Opaque: made by an engine for an offer or a call, never from anything of the caller. */
export const conversationId = z.string().regex(/^[\w.:-]{1,120}$/);
/** The name that an operator or a supervisor logs in with (OPERATORS_FILE). */
export const login = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,59}$/);
const instant = z.iso.datetime();

/** A stay in a queue and what came of it, as an engine hands it in once it is over. Nothing of it is about the caller. */
export const conversationSchema = z
  .strictObject({
    id: conversationId.describe(
      'of the offer that was answered, or of the call: the same twice is kept once',
    ),
    queue: name,
    topic: name,
    language: z.string().regex(/^[a-z]{2}$/),
    level: z.union([z.literal(1), z.literal(2)]),
    identity: name.describe('level of identification at its end, as flows/identity.yaml names it'),
    callBack: z.boolean().describe('the caller was called back'),
    enteredAt: instant,
    offeredAt: instant.nullable().describe('when it was first offered to an operator'),
    answeredAt: instant.nullable(),
    endedAt: instant,
    outcome: z.enum(outcomes),
    operator: login.nullable().describe('who answered; kept as a pseudonym, and that for a limited time'),
    transfers: z.int().min(0).max(50),
    secondLevel: z.boolean().describe('it was handed on to the second level'),
  })
  .refine(({ enteredAt, offeredAt, answeredAt, endedAt }) => {
    const times = [enteredAt, offeredAt, answeredAt, endedAt].flatMap((at) => at ?? []).map(Date.parse);
    return times.every((at, index) => index === 0 || at >= (times[index - 1] ?? 0));
  }, 'the times must follow one another')
  .refine(
    ({ outcome, answeredAt, operator }) =>
      (outcome === 'answered' || outcome === 'silent') === (answeredAt !== null) &&
      (answeredAt !== null) === (operator !== null),
    'what was answered, or picked up in silence, has a time and an operator, and nothing else has',
  );
export type Conversation = z.infer<typeof conversationSchema>;
