/** What the scripts in Redis tell engines and desks, as JSON; read here and nowhere else. */
import { z } from 'zod';
import { languages } from '../speech/language.ts';

const level = z.union([z.literal(1), z.literal(2)]);
/** Milliseconds since 1970, by the clock of Redis. */
const instant = z.number();

/** Whom the entry is about, in a word: a caller on the line, or one to be called back. */
export const entryKind = z.enum(['call', 'call-back']);
export type EntryKind = z.infer<typeof entryKind>;

/** A caller and an operator belong together: ring the operator, and say so by `ringing` before `confirmBy`. */
export const offerSchema = z.object({
  type: z.literal('offer'),
  offerId: z.string(),
  kind: entryKind,
  callId: z.string(),
  queue: z.string(),
  topic: z.string(),
  language: z.enum(languages),
  level,
  operator: z.object({ id: z.string(), ring: z.string() }),
  /** As it was given to `enter`. */
  sealedContext: z.string(),
  waitedSeconds: z.number(),
  /** Attempts before this one, of a call-back. */
  attempts: z.int(),
  ringSeconds: z.number(),
  confirmBy: instant,
  /** When the ringing ends without an answer. */
  deadline: instant,
});
export type Offer = z.infer<typeof offerSchema>;

/** An offer holds no longer, though nobody of the engine said so: stop ringing. The caller is in its place again. */
export const withdrawnSchema = z.object({
  type: z.literal('withdrawn'),
  offerId: z.string(),
  callId: z.string(),
  why: z.enum(['lapsed', 'operator-left']),
});
export type Withdrawn = z.infer<typeof withdrawnSchema>;

/** A caller waits no longer: after the longest wait, or because nobody is logged in any more. */
export const endedSchema = z.object({
  type: z.literal('ended'),
  callId: z.string(),
  kind: entryKind,
  queue: z.string(),
  why: z.enum(['timeout', 'nobody']),
});
export type Ended = z.infer<typeof endedSchema>;

/** A caller waits in another queue now, in the same place. */
export const movedSchema = z.object({ type: z.literal('moved'), callId: z.string(), queue: z.string() });
export type Moved = z.infer<typeof movedSchema>;

/** What an operator or a supervisor wants done with a conversation. */
export const commandSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.enum(['hold', 'unhold', 'hang-up', 'cancel-consult', 'complete-transfer', 'conference']),
  }),
  /** Ask somebody else first; the caller hears music. */
  z.object({
    type: z.literal('consult'),
    to: z.discriminatedUnion('type', [
      z.object({ type: z.literal('operator'), operator: z.string() }),
      z.object({ type: z.literal('queue'), queue: z.string() }),
    ]),
  }),
  /** Give the caller away without asking. `flow` is a step of the IVR: identification in private, the questionnaire. */
  z.object({
    type: z.literal('transfer'),
    to: z.discriminatedUnion('type', [
      z.object({ type: z.literal('operator'), operator: z.string() }),
      z.object({ type: z.literal('queue'), queue: z.string() }),
      z.object({ type: z.literal('flow'), flow: z.string() }),
    ]),
  }),
  /** A supervisor's: `ring` is where the supervisor's phone rings. */
  z.object({ type: z.enum(['listen', 'whisper', 'barge']), ring: z.string() }),
  z.object({ type: z.literal('stop-listening') }),
]);
export type Command = z.infer<typeof commandSchema>;

/** A command on its way to the engine that has the conversation. */
export const orderSchema = z.object({
  type: z.literal('command'),
  orderId: z.string(),
  /** Channel on which the answer is awaited. */
  answerTo: z.string(),
  conversation: z.string(),
  /** Who wants it, for the audit. */
  by: z.string(),
  command: commandSchema,
});
export type Order = z.infer<typeof orderSchema>;

/** How a command went; `why` in a word of the engine's where it was refused. */
export const commandAnswer = z.object({
  outcome: z.enum(['done', 'refused', 'unknown']),
  why: z.string().optional(),
  value: z.record(z.string(), z.string()).optional(),
});
export type CommandAnswer = z.infer<typeof commandAnswer>;

/** Everything that an engine is told. */
export const engineMessage = z.discriminatedUnion('type', [
  offerSchema,
  withdrawnSchema,
  endedSchema,
  movedSchema,
  orderSchema,
]);
export type EngineMessage = z.infer<typeof engineMessage>;

export const conversationStates = ['ringing', 'talking', 'hold', 'consult', 'conference'] as const;
/** A conversation between an operator and a caller, from the first ring on; its id is the offer's. */
export const conversationSchema = z.object({
  id: z.string(),
  kind: entryKind,
  callId: z.string(),
  engine: z.string(),
  operator: z.string(),
  queue: z.string(),
  topic: z.string(),
  language: z.enum(languages),
  level,
  state: z.enum(conversationStates),
  since: instant,
  waitedSeconds: z.number(),
  sealedContext: z.string(),
});
export type Conversation = z.infer<typeof conversationSchema>;

export const operatorStates = ['offline', 'paused', 'ready', 'offered', 'talking', 'wrap-up'] as const;
/** An operator as desk and wall see it. */
export const operatorSchema = z.object({
  operator: z.string(),
  name: z.string(),
  state: z.enum(operatorStates),
  since: instant,
  /** Of a pause: the operator's own word, or `accesso`, `no-answer`, `busy`, `unreachable`, `line-lost`, `silent`. */
  reason: z.string().optional(),
  /** When the wrap-up ends by itself. */
  until: instant.optional(),
  /** The pause that the operator asked for and that begins after this conversation. */
  next: z.string().optional(),
  /** The desk that is logged in: an older one is told by it that another took over. */
  session: z.string().optional(),
  conversation: conversationSchema.optional(),
});
export type OperatorView = z.infer<typeof operatorSchema>;

/** One line of waiting callers: a queue in a language. */
export const lineSchema = z.object({
  queue: z.string(),
  language: z.enum(languages),
  waiting: z.int(),
  /** Call-backs among those who wait. */
  callBacks: z.int(),
  longestWaitSeconds: z.number(),
  /** Operators logged in who have the skill, whatever they are doing. */
  staff: z.int(),
  /** How long the last in line will still wait; null where nobody waits, or nothing honest can be said. */
  estimatedSeconds: z.number().nullable(),
  /** Since midnight UTC: the service is closed then. */
  today: z.object({
    answered: z.int(),
    /** Answered within 20 seconds. */
    inTime: z.int(),
    abandoned: z.int(),
    timedOut: z.int(),
    /** An operator answered and said nothing: neither answered nor abandoned. */
    silent: z.int(),
    meanWaitSeconds: z.number(),
  }),
});
export type Line = z.infer<typeof lineSchema>;

/** Everything at one moment, for the wall. */
export const snapshotSchema = z.object({
  at: instant,
  lines: z.array(lineSchema),
  operators: z.array(operatorSchema),
});
export type Snapshot = z.infer<typeof snapshotSchema>;
