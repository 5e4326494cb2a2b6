import { setTimeout as delay } from 'node:timers/promises';
import type { Running } from '../provision/supervise.ts';
import type { LineWithDesks } from '../rig/desks.ts';

/** A running line whose engine can be killed and started again: of `centralino faults`, or of a test. */
export interface KillableLine extends LineWithDesks {
  readonly stack: { readonly sipPort: number; readonly httpUrl: string };
  readonly asterisk: { readonly ariUrl: string; readonly ariUser: string };
  /** The one that runs now. */
  readonly engine: Pick<Running, 'kill' | 'exited'>;
  /** Resolves when it takes calls. */
  startEngine(): Promise<void>;
}

/** Ends the engine as `kill -9` does. */
export async function killEngine({ engine }: KillableLine): Promise<void> {
  engine.kill('SIGKILL');
  await engine.exited;
}

/** Callers who wait and conversations, as the engine itself counts them; undefined while it does not answer. */
export async function engineCounts({
  stack,
}: KillableLine): Promise<{ waiting: number; talking: number } | undefined> {
  try {
    const response = await fetch(`${stack.httpUrl}/metrics`, { signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    const of = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
    return { waiting: of('centralino_waiting_callers'), talking: of('centralino_conversations') };
  } catch {
    await delay(100);
    return undefined;
  }
}
