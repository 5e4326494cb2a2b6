import { z } from 'zod';

/**
 * `pending`: somebody waits to be called. `done`: the citizen was reached. `cancelled`: nobody is to call any more, as the
 * citizen wished. `failed`: it was given up.
 */
export const callBackStates = ['pending', 'done', 'cancelled', 'failed'] as const;
export type CallBackState = (typeof callBackStates)[number];

/**
 * Why it ended as it did. `reached`; `caller`: cancelled by a key; `replaced` by a newer one of the same number; `no-answer`:
 * after the last call; `expired`: no operator had time for it; `no-queue`: the queue is not in the file any more.
 */
export const endReasons = ['reached', 'caller', 'replaced', 'no-answer', 'expired', 'no-queue'] as const;
export type EndReason = (typeof endReasons)[number];

const name = z.string().regex(/^[a-z0-9-]{1,60}$/);
/** Follows from the call in which it was asked for; nothing of the caller is in it. */
export const callBackId = z.string().regex(/^cb-[\w.:-]{1,117}$/);
/** Stands for a number; whoever has the key of the engines can make it, nobody can turn it round. */
export const pseudonym = z.string().regex(/^[\w-]{43}$/);

/** A call-back as it is asked for. Times are ISO date-times. */
export const newCallBack = z.strictObject({
  id: callBackId,
  caller: pseudonym.describe('keyed digest of the number'),
  queue: name,
  topic: name,
  language: z.string().regex(/^[a-z]{2}$/),
  since: z.iso.datetime().describe('the time of arrival, which keeps the place'),
  notBefore: z.iso.datetime().describe('when the queue opens'),
  giveUpAt: z.iso.datetime(),
  sealed: z.string().min(1).max(20_000).describe('number and context, sealed by the engine'),
});
export type NewCallBack = z.infer<typeof newCallBack>;

/** A call-back that is pending. */
export const pendingCallBack = newCallBack.extend({
  calls: z.int().describe('calls placed so far'),
  calledAt: z.iso.datetime().nullable().describe('when the last of them was'),
});
export type PendingCallBack = z.infer<typeof pendingCallBack>;

/** What becomes of a call-back that is noted. */
export const noted = z.strictObject({
  since: z.iso
    .datetime()
    .describe('the place that it has: of a replaced one in the same queue the older one'),
  replaced: callBackId.nullable().describe('an older call-back of the same number, which is cancelled'),
});
export type Noted = z.infer<typeof noted>;

/** What supervisors see of a call-back: nothing of the citizen. */
export const callBackSummary = z.object({
  id: z.string(),
  queue: z.string(),
  topic: z.string(),
  language: z.string(),
  state: z.enum(callBackStates),
  reason: z.enum(endReasons).nullable(),
  calls: z.int(),
  since: z.iso.datetime(),
  notBefore: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type CallBackSummary = z.infer<typeof callBackSummary>;

/** The call-backs that are kept. Everything rejects when they cannot be reached, and only then. */
export interface CallBackRecords {
  /** Once it resolves it is written. The same id again changes number and context, and nothing else. */
  note(given: NewCallBack): Promise<Noted>;
  /** Undefined for one that is not pending. */
  find(id: string): Promise<PendingCallBack | undefined>;
  /** That of a number. */
  of(caller: string): Promise<PendingCallBack | undefined>;
  /** By id. @param after an id: only those behind it */
  pending(after: string, limit: number): Promise<readonly PendingCallBack[]>;
  /**
   * Claims the next call: of all who ask with the same number of calls so far, one may place it.
   * @param calls placed so far
   */
  claim(id: string, calls: number): Promise<boolean>;
  /** It sleeps until then. */
  postpone(id: string, notBefore: string): Promise<void>;
  /** The first end counts. Number, pseudonym and context are forgotten. */
  end(id: string, state: Exclude<CallBackState, 'pending'>, reason: EndReason): Promise<void>;
}
