import { z } from 'zod';

/** What all callers of one process saw. */
export class Seen {
  /** Each of them is unanswered, dropped, apologised or finished in the end: one of these (outcome.ts). */
  placed = 0;
  /** Calls that nobody answered. */
  unanswered = 0;
  /** Ended by the other side without a word about it, or by a caller who heard nothing any more. */
  dropped = 0;
  /** Ended by the other side, an apology being the last that was heard. */
  apologised = 0;
  /** Ended by the caller. */
  finished = 0;
  /** Steps that were passed over, or that came back: two engines, or a key that counted twice. */
  doubled = 0;
  /** Keys that were pressed once more, since nothing came of them. */
  repeated = 0;
  steps = 0;
  /** Menus that came once more, since the engine died in the moment in which it went on from them. */
  steppedBack = 0;
  /** Requests that were accepted, as the callers heard it. */
  accepted = 0;
  /** Requests of which it was said honestly that they could not be. */
  refused = 0;
  /** When "riprendiamo" was heard, epoch ms, by call. */
  readonly resumed: { readonly call: number; readonly at: number }[] = [];
  readonly keyToPromptMs: number[] = [];
  readonly findings: string[] = [];

  /** Calls that are answered and not over. */
  up = 0;

  report(): SeenReport {
    const { up: _, ...counts } = this;
    return counts;
  }

  note(text: string): void {
    if (this.findings.length < 50) this.findings.push(text);
  }
}

const count = z.int().min(0);

/** What one process saw, for whoever started it. */
export const seenSchema = z.object({
  placed: count,
  unanswered: count,
  dropped: count,
  apologised: count,
  finished: count,
  doubled: count,
  repeated: count,
  steps: count,
  steppedBack: count,
  accepted: count,
  refused: count,
  resumed: z.array(z.object({ call: count, at: z.number() })),
  keyToPromptMs: z.array(z.number()),
  findings: z.array(z.string()),
});
export type SeenReport = z.output<typeof seenSchema>;
