import { type ChildProcess, fork } from 'node:child_process';
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
  seed: z.int(),
});
export type LoadOrder = z.output<typeof orderSchema>;

const newsSchema = z.union([
  z.object({ type: z.literal('up'), up: z.int() }),
  z.object({ type: z.literal('seen'), seen: seenSchema }),
]);

/** Callers in a process of their own, which nothing that is killed here disturbs. */
export class CallLoad {
  readonly #child: ChildProcess;
  #up = 0;
  #seen: ((report: SeenReport) => void) | undefined;
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
    const seen = new Promise<SeenReport>((resolve) => {
      this.#seen = resolve;
    });
    this.#child.send('hang-up');
    return await Promise.race([seen, this.#over]);
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}
