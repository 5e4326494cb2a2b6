import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type SeenReport, seenSchema } from './seen.ts';

const program = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../../dist/faults/calls/load-process.js' : './load-process.js',
    import.meta.url,
  ),
);

/** What a process of callers is told: how many calls, and at what rate; or, for a soak, for ever at that rate. */
export const orderSchema = z.object({
  sipPort: z.int(),
  /** Tells the callers of one process from those of another. */
  first: z.int(),
  calls: z.int(),
  perSecond: z.number(),
  /** After so many rounds a caller hangs up, and another one calls in their place. */
  rounds: z.int().optional(),
  /** See WalkerGiven. */
  noticedMs: z.int(),
  /** In ms; who is in no hurry leaves the machine to the engines. */
  thinkMs: z.object({ least: z.int(), most: z.int() }).default({ least: 200, most: 2_500 }),
  seed: z.int(),
});
export type LoadOrder = z.input<typeof orderSchema>;

const newsSchema = z.union([
  z.object({ type: z.literal('part'), keyToPromptMs: z.array(z.number()) }),
  z.object({ type: z.literal('up'), up: z.int() }),
  z.object({ type: z.literal('seen'), seen: seenSchema }),
]);

const callsPerProcess = 250;
/** Between the calls of one process and those of another, so that each round of each has a number of its own (see Walker). */
const callersApart = { standing: 1_000, coming: 100_000 };
/** Who has called goes on to the end for so long at most, in ms. */
const endMs = 180_000;

/** Starts as many processes as that many callers at once need. */
export function startLoads(order: Omit<LoadOrder, 'first'>): readonly CallLoad[] {
  const processes = Math.max(1, Math.ceil(order.calls / callsPerProcess));
  return Array.from(
    { length: processes },
    (_, at) =>
      new CallLoad({
        ...order,
        first: at * (order.rounds === undefined ? callersApart.standing : callersApart.coming),
        calls: Math.floor((order.calls + at) / processes),
        perSecond: order.perSecond / processes,
        seed: order.seed + at + 1,
      }),
  );
}

/** Callers in a process of their own, which nothing that is killed here disturbs. */
export class CallLoad {
  readonly #child: ChildProcess;
  #up = 0;
  #seen: ((report: SeenReport) => void) | undefined;
  #part: ((keyToPromptMs: readonly number[]) => void) | undefined;
  readonly #over: Promise<never>;

  constructor(order: LoadOrder) {
    this.#child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' });
    this.#over = new Promise((_, reject) => {
      this.#child.on('exit', () => reject(new Error('a process of callers ended by itself')));
    });
    this.#over.catch(() => {});
    this.#child.on('message', (message) => {
      const news = newsSchema.parse(message);
      if (news.type === 'up') this.#up = news.up;
      else if (news.type === 'part') this.#part?.(news.keyToPromptMs);
      else this.#seen?.(news.seen);
    });
    this.#child.send(order);
  }

  /** Calls that are answered and not over. */
  get up(): number {
    return this.#up;
  }

  /** Everybody hangs up. @returns what they saw @throws Error when the process does not say */
  async hangUp(): Promise<SeenReport> {
    return await this.#end('hang-up');
  }

  /** Nobody calls any more, and who has called goes on to the end. @returns what they saw @throws as `hangUp` */
  async finish(): Promise<SeenReport> {
    return await this.#end('last');
  }

  /** How long prompts took after keys since the last look, in ms. @throws as `hangUp` */
  async look(): Promise<readonly number[]> {
    const part = new Promise<readonly number[]>((resolve) => {
      this.#part = resolve;
    });
    this.#child.send('look');
    return await Promise.race([part, this.#over]);
  }

  async #end(how: 'hang-up' | 'last'): Promise<SeenReport> {
    const seen = new Promise<SeenReport>((resolve) => {
      this.#seen = resolve;
    });
    this.#child.send(how);
    const late = new AbortController();
    const tooLate = delay(endMs, undefined, { signal: late.signal }).then(() => {
      throw new Error(`callers have not come to their end within ${endMs / 1_000} s`);
    });
    tooLate.catch(() => {});
    return await Promise.race([seen, tooLate, this.#over]).finally(() => late.abort());
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}
