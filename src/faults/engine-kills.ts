import { setTimeout as delay } from 'node:timers/promises';
import { type Distribution, Samples } from '../caller/samples.ts';
import { until } from '../rig/until.ts';
import { engineCounts, type KillableLine, killEngine } from './killable-line.ts';
import type { Plan } from './plan.ts';

/** How long an engine stays dead, in ms. */
const deadMs = { least: 0, most: 1_500 };

/** Kills an engine, starts it again, and measures how long that takes. */
export class EngineKills {
  readonly #line: KillableLine;
  readonly #plan: Plan;
  readonly #down = new Samples();
  readonly #back = new Samples();
  #count = 0;
  #killedAt = 0;

  constructor(line: KillableLine, plan: Plan) {
    this.#line = line;
    this.#plan = plan;
  }

  get count(): number {
    return this.#count;
  }

  /** From a kill until the engine takes calls again. */
  get downMs(): Distribution {
    return this.#down.distribution();
  }

  /** From a kill until the engine has everybody. */
  get backMs(): Distribution {
    return this.#back.distribution();
  }

  /** @param meanwhile what is looked at from then on: an engine takes seconds to start @returns how long that took, in ms */
  async kill(meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<number> {
    this.#killedAt = performance.now();
    this.#count += 1;
    await killEngine(this.#line);
    const looked = meanwhile();
    // Thrown below.
    looked.catch(() => undefined);
    await delay(this.#plan.between(deadMs.least, deadMs.most));
    const started = performance.now();
    await this.#line.startEngine();
    const tookMs = performance.now() - started;
    this.#down.add(performance.now() - this.#killedAt);
    await looked;
    return tookMs;
  }

  /**
   * The engine carries on all who wait and talk.
   * @throws Error when it does not in time
   */
  async settled(wanted: { waiting: number; talking: number }, withinMs: number): Promise<void> {
    let last: unknown;
    await until(
      'an engine with all who wait and talk',
      async () => {
        const counts = await engineCounts(this.#line);
        last = counts;
        return counts?.waiting === wanted.waiting && counts.talking === wanted.talking;
      },
      withinMs,
    ).catch((error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(last)}`);
    });
    if (this.#count > 0) this.#back.add(performance.now() - this.#killedAt);
  }

  /** The engine has taken up whoever waits, as far as it comes to that in time. @param waiting how many stand in line now */
  async taken(waiting: () => Promise<number>, withinMs: number): Promise<void> {
    const all = async () => ((await engineCounts(this.#line))?.waiting ?? -1) >= (await waiting());
    await until('an engine that has all who wait', all, withinMs).catch(() => undefined);
  }
}
