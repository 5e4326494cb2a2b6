import { Sensitive } from '../../privacy/sensitive.ts';
import { type StoredRecordings, type Telephony, TelephonyError, type TelephonyHandlers } from '../port.ts';
import { SimulatedCall, type SimulatedRules } from './simulated-call.ts';

export interface SimulatedCallOptions {
  /** What the caller dialled, as one candidate or several, best first. */
  readonly dialled: string | readonly string[];
  /** The caller's number; withheld if not given. */
  readonly caller?: string;
}

interface Engine {
  readonly name: string;
  readonly handlers: TelephonyHandlers;
}

interface OwnedCall {
  readonly call: SimulatedCall;
  readonly options: SimulatedCallOptions;
  readonly owner: string;
}

/** A telephone network in memory: it offers each call to the first engine that accepts it. */
export class SimulatedNetwork {
  readonly #rules: Omit<SimulatedRules, 'linkUp' | 'stored'>;
  readonly #stored = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #engines = new Set<Engine>();
  readonly #calls = new Set<OwnedCall>();
  #linkUp = true;
  #lastCall = 0;

  constructor(rules: Omit<SimulatedRules, 'linkUp' | 'stored'> = {}) {
    this.#rules = rules;
  }

  /** What was recorded in all calls: WAV files of silence, as long as the recordings were. */
  readonly stored: StoredRecordings = {
    read: async (name, maxBytes) => {
      const audio = this.#stored.get(name);
      if (audio !== undefined && audio.byteLength > maxBytes)
        throw new TelephonyError('refused', `a recording has more than ${maxBytes} bytes`);
      return audio;
    },
    remove: async (name) => void this.#stored.delete(name),
    list: async () => [...this.#stored.keys()],
  };

  get linkUp(): boolean {
    return this.#linkUp;
  }

  /** Whether there is a recording of this name. */
  holds(name: string): boolean {
    return this.#stored.has(name);
  }

  /** Places a call. It is offered before this returns; undefined when no engine accepts it. */
  call(options: SimulatedCallOptions): SimulatedCall | undefined {
    if (!this.#linkUp) return undefined;
    const engine = [...this.#engines].find(({ handlers }) => handlers.accepts());
    if (engine === undefined) return undefined;
    this.#lastCall += 1;
    const call = new SimulatedCall(`simulated-${this.#lastCall}`, {
      ...this.#rules,
      stored: this.#stored,
      linkUp: () => this.#linkUp,
    });
    const owned = { call, options, owner: engine.name };
    this.#calls.add(owned);
    this.#offer(engine, owned);
    return call;
  }

  /** Cuts or restores the link between the network and its engines; calls go on meanwhile. */
  setLink(up: boolean): void {
    if (up === this.#linkUp) return;
    this.#linkUp = up;
    for (const { handlers } of this.#engines) handlers.linkChanged?.(up);
    if (up) for (const { call } of this.#calls) call.linkRestored();
  }

  /** For the driver: an engine comes; it is offered the calls that an engine of its name had. */
  join(engine: Engine): void {
    this.#engines.add(engine);
    engine.handlers.linkChanged?.(this.#linkUp);
    for (const owned of this.#calls) if (owned.owner === engine.name) this.#offer(engine, owned);
  }

  /** For the driver: an engine goes; its calls stay as they are. */
  leave(engine: Engine): void {
    this.#engines.delete(engine);
    for (const { call, owner } of this.#calls) if (owner === engine.name) call.listen(() => {});
  }

  #offer(engine: Engine, owned: OwnedCall): void {
    const { call, options } = owned;
    const listener = engine.handlers.offered(call.channel, {
      dialled: typeof options.dialled === 'string' ? [options.dialled] : options.dialled,
      caller: options.caller === undefined ? undefined : new Sensitive('telefono', options.caller),
      state: call.state === 'up' ? 'up' : 'ringing',
    });
    call.listen((event) => {
      if (event.type === 'hang-up') this.#calls.delete(owned);
      listener(event);
    });
  }
}

/** An engine's driver for a simulated network. */
export class SimulatedTelephony implements Telephony {
  readonly #network: SimulatedNetwork;
  readonly #name: string;
  #engine: Engine | undefined;

  /** `name` is the engine's: a later one of the same name takes its calls up again. */
  constructor(network: SimulatedNetwork = new SimulatedNetwork(), name = 'engine') {
    this.#network = network;
    this.#name = name;
  }

  get linkUp(): boolean {
    return this.#engine !== undefined && this.#network.linkUp;
  }

  async start(handlers: TelephonyHandlers): Promise<void> {
    this.#engine = { name: this.#name, handlers };
    this.#network.join(this.#engine);
  }

  async close(): Promise<void> {
    if (this.#engine !== undefined) this.#network.leave(this.#engine);
    this.#engine = undefined;
  }

  /** Places a call on the network; undefined when no engine accepts it. */
  call(options: SimulatedCallOptions): SimulatedCall | undefined {
    return this.#network.call(options);
  }
}
