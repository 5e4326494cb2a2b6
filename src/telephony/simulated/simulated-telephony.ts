import { Sensitive } from '../../privacy/sensitive.ts';
import type { Telephony, TelephonyHandlers } from '../port.ts';
import { SimulatedCall, type SimulatedRules } from './simulated-call.ts';

export interface SimulatedCallOptions {
  /** What the caller dialled, as one candidate or several, best first. */
  readonly dialled: string | readonly string[];
  /** The caller's number; withheld if not given. */
  readonly caller?: string;
  /** `up` for a call that was answered before this engine found it; `ringing` if not given. */
  readonly state?: 'ringing' | 'up';
}

/** A telephone network in memory: it offers each call to the first engine that accepts it. */
export class SimulatedNetwork {
  readonly #rules: Omit<SimulatedRules, 'linkUp'>;
  readonly #engines = new Set<TelephonyHandlers>();
  readonly #calls = new Set<SimulatedCall>();
  #linkUp = true;
  #lastCall = 0;

  constructor(rules: Omit<SimulatedRules, 'linkUp'> = {}) {
    this.#rules = rules;
  }

  get linkUp(): boolean {
    return this.#linkUp;
  }

  /** Places a call. It is offered before this returns; undefined when no engine accepts it. */
  call(options: SimulatedCallOptions): SimulatedCall | undefined {
    if (!this.#linkUp) return undefined;
    for (const engine of this.#engines) {
      if (engine.accepts()) return this.#offer(engine, options);
    }
    return undefined;
  }

  /** Cuts or restores the link between the network and its engines; calls go on meanwhile. */
  setLink(up: boolean): void {
    if (up === this.#linkUp) return;
    this.#linkUp = up;
    for (const engine of this.#engines) engine.linkChanged?.(up);
    if (up) for (const call of this.#calls) call.linkRestored();
  }

  join(engine: TelephonyHandlers): void {
    this.#engines.add(engine);
    engine.linkChanged?.(this.#linkUp);
  }

  leave(engine: TelephonyHandlers): void {
    this.#engines.delete(engine);
  }

  #offer(engine: TelephonyHandlers, options: SimulatedCallOptions): SimulatedCall {
    this.#lastCall += 1;
    const call = new SimulatedCall(`simulated-${this.#lastCall}`, {
      ...this.#rules,
      linkUp: () => this.#linkUp,
    });
    this.#calls.add(call);
    const listener = engine.offered(call.channel, {
      dialled: typeof options.dialled === 'string' ? [options.dialled] : options.dialled,
      caller: options.caller === undefined ? undefined : new Sensitive('telefono', options.caller),
      state: options.state ?? 'ringing',
    });
    call.listen((event) => {
      if (event.type === 'hang-up') this.#calls.delete(call);
      listener(event);
    });
    return call;
  }
}

/** An engine's driver for a simulated network. */
export class SimulatedTelephony implements Telephony {
  readonly #network: SimulatedNetwork;
  #handlers: TelephonyHandlers | undefined;

  constructor(network: SimulatedNetwork = new SimulatedNetwork()) {
    this.#network = network;
  }

  get linkUp(): boolean {
    return this.#handlers !== undefined && this.#network.linkUp;
  }

  async start(handlers: TelephonyHandlers): Promise<void> {
    this.#handlers = handlers;
    this.#network.join(handlers);
  }

  async close(): Promise<void> {
    if (this.#handlers !== undefined) this.#network.leave(this.#handlers);
    this.#handlers = undefined;
  }

  /** Places a call on the network; undefined when no engine accepts it. */
  call(options: SimulatedCallOptions): SimulatedCall | undefined {
    return this.#network.call(options);
  }
}
