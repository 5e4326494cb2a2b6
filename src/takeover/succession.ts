import type { Holding, Telephony } from '../telephony/port.ts';
import type { Arrivals, Departed } from './arrivals.ts';
import type { Sounds, TakeoverCalls, TakeoverOperators } from './parts.ts';
import type { Registry } from './registry.ts';

export interface SuccessionGiven {
  readonly registry: Registry;
  readonly telephony: Pick<Telephony, 'holdings' | 'take'>;
  readonly calls: TakeoverCalls;
  readonly operators: TakeoverOperators;
  readonly arrivals: Arrivals;
  /** What calls are claimed under; undefined while nothing may be. */
  readonly epoch: () => string | undefined;
}

const noSounds: Sounds = { playbacks: [], recordings: [] };

/** Claims calls that another engine had, and moves their channels here. */
export class Succession {
  readonly #given: SuccessionGiven;
  /** Calls that are ours by Redis and not here yet, by id, with the engine in whose application they are. */
  readonly #missing = new Map<string, Departed>();

  constructor(given: SuccessionGiven) {
    this.#given = given;
  }

  /** Nothing is ours any more: what is missing is others'. */
  letGo(): void {
    this.#missing.clear();
  }

  /**
   * Takes what an engine still has, and what it has legs of.
   * @param isOurs which of its calls are to be taken
   * @returns how many calls came
   * @throws Error when Redis is away; TelephonyError
   */
  async take(gone: Departed, isOurs: (callId: string) => boolean): Promise<number> {
    const { telephony, operators, calls, arrivals } = this.#given;
    const { name: from } = gone;
    const held = await telephony.holdings(from);
    const there = new Set(held.map(({ id }) => id));
    // What is not there any more has ended, or has come.
    for (const [id, { name }] of this.#missing) if (name === from && !there.has(id)) this.#missing.delete(id);
    if (held.length === 0) return 0;
    const legs = held.filter(({ leg }) => leg).map(({ id }) => id);
    const belongs = legs.length === 0 ? new Map<string, string>() : await operators.callsOfLegs(from, legs);
    const callOf = ({ id }: Holding) => belongs.get(id) ?? id;
    const wanted = [...new Set(held.map(callOf))].filter((id) => isOurs(id) && !arrivals.isComing(id));
    const won = await this.#claim(from, wanted);
    const ours = held.filter((one) => won.has(callOf(one)));
    if (ours.length === 0) return 0;
    const moved = Promise.all(
      ours.map(async (one) => {
        // A leg with a flow of its own, a call-back, is a call as well.
        const sealed = won.get(one.id);
        const sounds = sealed === undefined ? noSounds : calls.expect(one.id, sealed);
        if (one.leg) return await telephony.take(one, sounds);
        const came = await arrivals.expect(one.id, gone, () => telephony.take(one, sounds));
        if (came) this.#missing.delete(one.id);
        else this.#missing.set(one.id, gone);
        return came;
      }),
    );
    const takenUp = operators.takeUp(from, new Set(won.keys()), moved);
    const taken = (await moved).filter((came, at) => came && ours[at]?.leg === false).length;
    await takenUp;
    return taken;
  }

  /**
   * What could not be moved at first: its engine may be there again meanwhile, and leaves it to us.
   * @throws Error when Redis is away; TelephonyError
   */
  async takeMissing(): Promise<void> {
    const engines = new Map([...this.#missing.values()].map((gone) => [gone.name, gone]));
    for (const gone of engines.values()) await this.take(gone, (id) => this.#missing.has(id));
  }

  async #claim(from: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { registry } = this.#given;
    const epoch = this.#given.epoch();
    if (epoch === undefined) return new Map();
    const claimed = await registry.claim(
      epoch,
      ids.map((id) => ({ id, at: from })),
    );
    const won = new Map<string, string>();
    for (const [at, id] of ids.entries()) {
      const sealed = claimed[at];
      if (sealed !== undefined) won.set(id, sealed);
    }
    return won;
  }
}
