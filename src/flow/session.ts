import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import { valueSchema } from './values.ts';

const text = z.instanceof(Sensitive).transform((sensitive, context) => {
  const value = sensitive.reveal();
  if (typeof value === 'string') return new Sensitive(sensitive.kind, value);
  context.addIssue({ code: 'custom', message: 'expected sensitive text' });
  return z.NEVER;
});

const frameSchema = z.object({
  flow: z.string(),
  step: z.string(),
  variables: z.record(z.string(), valueSchema),
});

/**
 * Everything there is to know about a call under way. Plain data (its Sensitive leaves are sealed in a checkpoint):
 * whoever holds it and the flows of the same version can carry the call on.
 */
export const sessionSchema = z.object({
  callId: z.string(),
  /** Version of the flows the call began with; it stays on them to its end. */
  version: z.string(),
  line: z.string(),
  language: z.string(),
  caller: text.nullable(),
  /** The flow that the same caller hung up in a few minutes ago. */
  left: z.string().nullable().default(null),
  /** What operators are asked for, from flows/queues.yaml; null as long as that is not known. */
  topic: z.string().nullable().default(null),
  /** The flow that was left for the one that runs, and what was keyed in there: for the operator. */
  cameFrom: z
    .object({ flow: z.string(), asked: z.record(z.string(), valueSchema) })
    .nullable()
    .default(null),
  /** An operator sent the caller here and has them back at the next queue. */
  aside: z.boolean().default(false),
  phase: z.enum(['running', 'ending', 'ended']),
  /** Epoch ms of the first and of the latest event. */
  startedAt: z.number(),
  now: z.number(),
  /** Flows entered and not returned from; the last one runs. */
  frames: z.array(frameSchema).min(1),
  /** Failed attempts and keys taken so far by the step that runs. */
  attempts: z.number(),
  keys: text,
  /** Type-ahead: keys pressed that no step has taken yet. */
  pending: text,
  /** The last entry ended by its length: one `#` right behind it is a habit, not an answer. */
  dropHash: z.boolean(),
  playing: z.object({ id: z.string(), interruptible: z.boolean() }).nullable(),
  /** The last playback that was to stop: where the engine died over that, it plays on. */
  hushed: z.string().nullable().default(null),
  timer: z.string().nullable(),
  /** What the step that runs asked for; `connected` while somebody talks with the caller. */
  request: z
    .object({
      id: z.string(),
      key: z.string(),
      connected: z.boolean(),
      /** Of a look-up: what it asks, and the person it asks about. */
      lookUp: z.object({ operation: z.string(), about: text.nullable() }).nullable().default(null),
    })
    .nullable(),
  /** What is known of who calls (identity.yaml), and the references to that one person; null for nothing. */
  identity: z
    .object({ level: z.string(), of: z.array(text) })
    .nullable()
    .default(null),
  /** Requests that may have been carried out though no answer came; asked again, they keep their key. */
  unsettled: z.array(
    z.object({ key: z.string(), operation: z.string(), arguments: z.record(z.string(), valueSchema) }),
  ),
  recording: z.string().nullable(),
  /** A voice message that has been recorded, until it is kept or thrown away. */
  message: z
    .object({
      name: z.string(),
      box: z.string(),
      about: z.record(z.string(), valueSchema),
      seconds: z.number(),
    })
    .nullable()
    .default(null),
  /** Where `*` leads: the listening steps passed, oldest first, with the depth of their frame. */
  trail: z.array(z.object({ depth: z.number(), flow: z.string(), step: z.string() })),
  /** Source of ids: the same events give the same ids. */
  counter: z.number(),
});

export type Session = z.infer<typeof sessionSchema>;
export type Frame = Session['frames'][number];

const noKeys = new Sensitive('tasti', '');

/** A call that has just been offered, standing before the first step of its line's flow. */
export function newSession(given: {
  callId: string;
  version: string;
  line: string;
  language: string;
  caller: Sensitive | null;
  left: string | null;
  topic: string | null;
  at: number;
  flow: string;
  step: string;
}): Session {
  return {
    callId: given.callId,
    version: given.version,
    line: given.line,
    language: given.language,
    caller: given.caller,
    left: given.left,
    topic: given.topic,
    cameFrom: null,
    aside: false,
    phase: 'running',
    startedAt: given.at,
    now: given.at,
    frames: [{ flow: given.flow, step: given.step, variables: {} }],
    attempts: 0,
    keys: noKeys,
    pending: noKeys,
    dropHash: false,
    playing: null,
    hushed: null,
    timer: null,
    request: null,
    identity: null,
    unsettled: [],
    recording: null,
    message: null,
    trail: [],
    counter: 0,
  };
}

/** Keys as a sensitive value. */
export function sensitiveKeys(keys: string): Sensitive {
  return keys === '' ? noKeys : new Sensitive('tasti', keys);
}

/** The frame that runs. @throws RangeError on a session without frames, which its schema refuses. */
export function topFrame(session: Session): Frame {
  const frame = session.frames.at(-1);
  if (frame === undefined) throw new RangeError('a session has no frame');
  return frame;
}
