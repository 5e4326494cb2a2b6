import type { Sensitive } from '../privacy/sensitive.ts';
import type { Variables } from './values.ts';

/** One prompt to speak: its id in prompts/<language> and the values its text needs. */
export interface PromptCall {
  readonly prompt: string;
  readonly language: string;
  readonly values: Variables;
}

export interface RecordingLimits {
  readonly maxSeconds: number;
  /** Silence that ends it. */
  readonly maxSilenceSeconds: number;
}

/**
 * Asks somebody outside the call for something; a `result` event with the same id answers.
 * `idempotencyKey` is the same for a repeated request: it is carried out once.
 */
export type RequestAction = {
  readonly id: string;
  readonly arguments: Variables;
  readonly idempotencyKey: string;
} & (
  | { readonly type: 'look-up'; readonly operation: string }
  /** Something is done: a document goes out, an SMS, a booking is made. */
  | {
      readonly type: 'request';
      readonly service: Service;
      readonly operation: string;
      /** The flow says so when it is only noted, to be handed in later (the outcome `noted`). */
      readonly mayNote?: boolean;
    }
  /** Whether this caller is to be asked the questions of the questionnaire `operation` at all. */
  | { readonly type: 'survey-due'; readonly operation: string; readonly notWithinDays: number }
  /** The answers to a questionnaire, as one record; `operation` names the questionnaire. */
  | { readonly type: 'survey'; readonly operation: string }
  /**
   * Waits for an operator; `operation` names the queue. The result comes when the conversation is over. `aside`: where the
   * operator may send the caller and have them back; `onward`: what leads
   * to where they go afterwards anyhow; `told`: the caller has heard that the conversation is recorded.
   */
  | {
      readonly type: 'queue';
      readonly operation: string;
      readonly callBackTo: Sensitive | null;
      readonly aside: readonly string[];
      readonly onward: readonly string[];
      readonly told: boolean;
    }
  /** Asks to be called back by an operator of the queue `operation`; null: no number is known. */
  | { readonly type: 'call-back'; readonly operation: string; readonly callBackTo: Sensitive | null }
  /** The call-back that is noted for the caller's number: whether there is one, or that it is not wanted any more. */
  | { readonly type: 'pending-call-back'; readonly operation: 'find' | 'cancel' }
  /** A voice message that was recorded goes into the box `operation`; `arguments` name the recording and say what is known of it. */
  | { readonly type: 'keep'; readonly operation: string }
  /** Connects with a number that the configuration calls `operation`. */
  | { readonly type: 'transfer'; readonly operation: string; readonly ringSeconds: number }
);

/** The request in the words of the journal: `document certificazione-unica`, `queue pensioni`; a look-up by its name alone. */
export function requestName(action: RequestAction): string {
  if (action.type === 'look-up') return action.operation;
  return `${action.type === 'request' ? action.service : action.type} ${action.operation}`;
}

export const services = ['document', 'sms', 'booking'] as const;
export type Service = (typeof services)[number];

/**
 * What a caller in a queue has to say: place me on the list of call-backs, let me go, I have heard that the conversation is
 * recorded.
 */
export type QueueWord = 'call-back' | 'leave' | 'told';

/** Everything a call can be told to do. The runner in call/ carries these out on the ports. */
export type Action =
  | { readonly type: 'answer' }
  /** `recording`: one of this call, to be heard before the prompts. */
  | {
      readonly type: 'play';
      readonly id: string;
      readonly prompts: readonly PromptCall[];
      readonly recording?: string;
    }
  | { readonly type: 'stop'; readonly id: string }
  | { readonly type: 'start-timer'; readonly id: string; readonly ms: number }
  | { readonly type: 'cancel-timer'; readonly id: string }
  | RequestAction
  /** To whoever took the request `id` of a queue. */
  | { readonly type: 'tell'; readonly id: string; readonly word: QueueWord }
  /** A voice message for a box; a beep begins it, `#` ends it. It stays with the network until it is kept or discarded. */
  | ({ readonly type: 'record'; readonly id: string; readonly box: string } & RecordingLimits)
  /** Ends a recording that nobody waits for any more: it is thrown away. */
  | { readonly type: 'stop-recording'; readonly id: string }
  /** Throws a recording away that has ended. */
  | { readonly type: 'discard-recording'; readonly id: string }
  | { readonly type: 'hang-up'; readonly reason: 'normal' | 'congestion' };
