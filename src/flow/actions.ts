import type { Variables } from './values.ts';

/** One prompt to speak: its id in prompts/<language>.yaml and the values its text needs. */
export interface PromptCall {
  readonly prompt: string;
  readonly language: string;
  readonly values: Variables;
}

/** Everything a call can be told to do. The runner in call/ carries these out on the ports. */
export type Action =
  | { readonly type: 'answer' }
  | { readonly type: 'play'; readonly id: string; readonly prompts: readonly PromptCall[] }
  | { readonly type: 'stop'; readonly id: string }
  | { readonly type: 'start-timer'; readonly id: string; readonly ms: number }
  | { readonly type: 'cancel-timer'; readonly id: string }
  | {
      readonly type: 'look-up';
      readonly id: string;
      readonly operation: string;
      readonly arguments: Variables;
      /** The same for a repeated request: the back office counts it once. */
      readonly idempotencyKey: string;
    }
  | { readonly type: 'hang-up'; readonly reason: 'normal' | 'congestion' };
