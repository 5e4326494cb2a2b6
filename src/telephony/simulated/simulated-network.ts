import { Sensitive } from '../../privacy/sensitive.ts';
import {
  type Bridge,
  type BridgeListener,
  type BridgeState,
  type Channel,
  type ChannelListener,
  type Holding,
  type LegEnd,
  type LegListener,
  type LegOptions,
  type SnoopOptions,
  type Softphone,
  type StoredRecordings,
  TelephonyError,
  type TelephonyHandlers,
} from '../port.ts';
import { legCauses, SimulatedBridge } from './simulated-bridge.ts';
import { SimulatedCall, type SimulatedRules } from './simulated-call.ts';
import { SimulatedPhone } from './simulated-phone.ts';

export interface SimulatedCallOptions {
  /** What the caller dialled, as one candidate or several, best first. */
  readonly dialled: string | readonly string[];
  /** The caller's number; withheld if not given. */
  readonly caller?: string;
}

/** An engine on a simulated network. */
export interface SimulatedEngine {
  readonly name: string;
  readonly handlers: TelephonyHandlers;
}

interface OwnedCall {
  readonly call: SimulatedCall;
  readonly options: SimulatedCallOptions;
  owner: string;
  /** Who hears of it now. */
  listener?: ChannelListener;
}

interface OwnedLeg {
  readonly call: SimulatedCall;
  owner: string;
  listener?: LegListener;
  /** How it ended, where the phone's end decided that. */
  end: LegEnd | undefined;
  answered: boolean;
  /** Of a spy: whom it spies on, and how. */
  readonly spies?: { readonly on: SimulatedCall; readonly options: SnoopOptions };
}

type NetworkRules = Pick<SimulatedRules, 'onPlayback' | 'fileExists'>;

/** A telephone network in memory: it offers each call to the first engine that accepts it, and lets phones ring. */
export class SimulatedNetwork {
  readonly #rules: NetworkRules;
  readonly #stored = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #engines = new Set<SimulatedEngine>();
  readonly #calls = new Set<OwnedCall>();
  readonly #legs = new Map<string, OwnedLeg>();
  readonly #bridges = new Map<string, { readonly bridge: SimulatedBridge; owner: string }>();
  readonly #softphones = new Map<string, Softphone>();
  readonly #phones = new Map<string, SimulatedPhone>();
  #linkUp = true;
  #lastCall = 0;

  constructor(rules: NetworkRules = {}) {
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

  /** Names of the recordings of bridges under way. */
  get recordings(): readonly string[] {
    return [...this.#bridges.values()].flatMap(({ bridge }) => bridge.recording ?? []);
  }

  /** Whether there is a recording of this name. */
  holds(name: string): boolean {
    return this.#stored.has(name);
  }

  /** Places a call. It is offered before this returns; undefined when no engine accepts it. */
  call(options: SimulatedCallOptions): SimulatedCall | undefined {
    if (!this.#linkUp) return undefined;
    const arriving = {
      caller: options.caller === undefined ? undefined : new Sensitive('telefono', options.caller),
      trunk: 'trunk',
    };
    if ([...this.#engines].some(({ handlers }) => handlers.refuses?.(arriving) === true)) return undefined;
    const engine = [...this.#engines].find(({ handlers }) => handlers.accepts());
    if (engine === undefined) return undefined;
    this.#lastCall += 1;
    const call = this.#newCall(`simulated-${this.#lastCall}`);
    const owned: OwnedCall = { call, options, owner: engine.name };
    this.#calls.add(owned);
    this.#offer(engine, owned, false);
    return call;
  }

  /** A citizen's phone, by its number in E.164: whoever has none cannot be reached. */
  phone(number: string): SimulatedPhone {
    const phone = this.#phones.get(number) ?? new SimulatedPhone();
    this.#phones.set(number, phone);
    return phone;
  }

  /** An operator's softphone registers; undefined when it is not enrolled, or with another password. */
  register(name: string, password: string): SimulatedPhone | undefined {
    return this.#softphones.get(name)?.password === password ? this.phone(`softphone ${name}`) : undefined;
  }

  /** A softphone goes away without a word. */
  unregister(name: string): void {
    this.#phones.delete(`softphone ${name}`);
  }

  /** Cuts or restores the link between the network and its engines; calls go on meanwhile. */
  setLink(up: boolean): void {
    if (up === this.#linkUp) return;
    this.#linkUp = up;
    for (const { handlers } of this.#engines) handlers.linkChanged?.(up);
    if (!up) return;
    for (const { call } of [...this.#calls, ...this.#legs.values()]) call.linkRestored();
    for (const { bridge } of this.#bridges.values()) bridge.linkRestored();
  }

  /** For the driver: an engine comes; it is offered the calls and told of the legs that an engine of its name had. */
  join(engine: SimulatedEngine): void {
    this.#engines.add(engine);
    engine.handlers.linkChanged?.(this.#linkUp);
    for (const owned of [...this.#calls]) {
      if (owned.owner !== engine.name) continue;
      // It ended while its engine was away.
      if (owned.call.state === 'over') this.#calls.delete(owned);
      else this.#offer(engine, owned, true);
    }
    for (const [id, leg] of [...this.#legs]) {
      if (leg.owner !== engine.name) continue;
      if (leg.call.state === 'over') {
        this.#legs.delete(id);
        continue;
      }
      this.#find(engine, leg);
    }
  }

  /** For the driver: what each engine has. */
  holdings(): ReadonlyMap<string, readonly Holding[]> {
    const held = new Map<string, Holding[]>();
    const add = (owner: string, id: string, leg: boolean) =>
      held.set(owner, [...(held.get(owner) ?? []), { id, leg }]);
    for (const { call, owner } of this.#calls) if (call.state !== 'over') add(owner, call.channel.id, false);
    for (const { call, owner } of this.#legs.values())
      if (call.state !== 'over') add(owner, call.channel.id, true);
    return held;
  }

  /** For the driver: an engine takes what another had. */
  take(engine: SimulatedEngine, { id, leg }: Holding, recordings: readonly string[]): boolean {
    const owned = leg ? this.#legs.get(id) : [...this.#calls].find(({ call }) => call.channel.id === id);
    if (owned === undefined || owned.call.state === 'over') return false;
    if (owned.owner === engine.name) return true;
    const before = owned.listener;
    owned.call.release(recordings);
    owned.owner = engine.name;
    before?.({ type: 'taken' });
    if ('options' in owned) this.#offer(engine, owned, true);
    else this.#find(engine, owned);
    return true;
  }

  /** For the driver: whether an engine is there. */
  isJoined(name: string): boolean {
    return [...this.#engines].some((engine) => engine.name === name);
  }

  /** For the driver: an engine hears nothing more of what it has. */
  letGo(engine: SimulatedEngine): void {
    this.leave(engine);
    this.#engines.add(engine);
  }

  /** For the driver: what it has and does not know of is offered. */
  compare(engine: SimulatedEngine): void {
    for (const owned of [...this.#calls])
      if (owned.owner === engine.name && owned.listener === undefined && owned.call.state !== 'over')
        this.#offer(engine, owned, true);
  }

  #find(engine: SimulatedEngine, leg: OwnedLeg): void {
    // It may have been picked up while its engine was away.
    leg.answered ||= leg.call.state === 'up';
    const listener = engine.handlers.found?.({ leg: leg.call.channel, answered: leg.answered });
    if (listener === undefined) leg.call.end('normal-clearing');
    else this.#tell(leg, listener);
  }

  /** For the driver: an engine goes; its calls stay as they are. */
  leave(engine: SimulatedEngine): void {
    this.#engines.delete(engine);
    for (const owned of [...this.#calls, ...this.#legs.values()])
      if (owned.owner === engine.name) {
        owned.call.listen(() => {});
        delete owned.listener;
      }
    for (const { bridge, owner } of this.#bridges.values()) if (owner === engine.name) bridge.release();
  }

  /** For the driver. */
  originate(engine: SimulatedEngine, options: LegOptions, listener: LegListener): Channel {
    assertId(options.id);
    if (this.#legs.has(options.id)) throw new TelephonyError('refused', `the id ${options.id} is in use`);
    const { destination } = options;
    const name =
      destination.to === 'operator'
        ? `softphone ${destination.softphone}`
        : outsideNumber(destination.number.reveal());
    const call = this.#newCall(options.id);
    const leg: OwnedLeg = { call, owner: engine.name, end: undefined, answered: false };
    this.#legs.set(options.id, leg);
    this.#tell(leg, listener);
    const phone = this.#phones.get(name);
    const barred = destination.to === 'operator' && !this.#softphones.has(destination.softphone);
    if (phone === undefined || barred) {
      leg.end = 'unreachable';
      call.end(legCauses.unreachable);
    } else
      phone.ring(call, options, (end) => {
        leg.end = end;
      });
    return call.channel;
  }

  /** For the driver. */
  bridge(engine: SimulatedEngine, id: string, listener: BridgeListener): Bridge {
    assertId(id);
    const known = this.#bridges.get(id);
    if (known !== undefined && !known.bridge.gone) {
      known.owner = engine.name;
      return known.bridge.take(listener);
    }
    const bridge = new SimulatedBridge(id, {
      ...this.#rules,
      stored: this.#stored,
      linkUp: () => this.#linkUp,
      callOf: (channel) => this.#callOf(channel),
      leaveOther: (call) => this.#leaveBridges(call),
    });
    this.#bridges.set(id, { bridge, owner: engine.name });
    return bridge.take(listener);
  }

  /** For the driver. */
  bridges(): readonly BridgeState[] {
    return [...this.#bridges.values()]
      .filter(({ bridge }) => !bridge.gone)
      .map(({ bridge }) => ({ id: bridge.id, channels: [...bridge.inside].map((call) => call.channel.id) }));
  }

  /** For the driver. */
  enrol(softphone: Softphone): void {
    this.#softphones.set(softphone.name, softphone);
  }

  /** For the driver. */
  dismiss(name: string): void {
    this.#softphones.delete(name);
    this.unregister(name);
  }

  #newCall(id: string): SimulatedCall {
    const call = new SimulatedCall(id, {
      ...this.#rules,
      stored: this.#stored,
      linkUp: () => this.#linkUp,
      snoop: (on, options, listener) => this.#snoop(on, options, listener),
      speech: (speaker, ms) => this.#spoken(speaker, ms),
    });
    void call.ended.then(() => this.#over(call));
    return call;
  }

  #over(call: SimulatedCall): void {
    this.#leaveBridges(call);
    for (const { call: spy, spies } of this.#legs.values())
      if (spies?.on === call) spy.end('normal-clearing');
  }

  #leaveBridges(call: SimulatedCall): void {
    for (const { bridge } of this.#bridges.values()) bridge.leave(call);
  }

  #callOf(channel: Channel): SimulatedCall | undefined {
    const all = [...this.#calls, ...this.#legs.values()];
    const call = all.find((owned) => owned.call.channel === channel)?.call;
    return call?.state === 'over' ? undefined : call;
  }

  #snoop(on: SimulatedCall, options: SnoopOptions, listener: LegListener): Channel {
    assertId(options.id);
    if (this.#legs.has(options.id)) throw new TelephonyError('refused', `the id ${options.id} is in use`);
    const owner = [...this.#calls, ...this.#legs.values()].find(({ call }) => call === on)?.owner ?? '';
    const call = this.#newCall(options.id);
    const spy: OwnedLeg = { call, owner, end: undefined, answered: true, spies: { on, options } };
    this.#legs.set(options.id, spy);
    this.#tell(spy, listener);
    call.advance('silently-up');
    return call.channel;
  }

  /** Whoever shares a bridge with the speaker hears it, and so do spies on either of them, and theirs. */
  #spoken(speaker: SimulatedCall, ms: number): void {
    for (const hearer of this.#besides(speaker)) this.#reach(hearer, ms);
    this.#overhear(speaker, 'said', ms);
  }

  #besides(call: SimulatedCall): readonly SimulatedCall[] {
    const shared = [...this.#bridges.values()].find(({ bridge }) => bridge.inside.has(call));
    return shared === undefined ? [] : [...shared.bridge.inside].filter((other) => other !== call);
  }

  /** Sound arrives at a channel: a person hears it; a spy that may whisper says it to the one it spies on. */
  #reach(call: SimulatedCall, ms: number): void {
    call.hear(ms);
    const spies = this.#legs.get(call.channel.id)?.spies;
    if (spies?.options.whisper === true) spies.on.hear(ms);
    this.#overhear(call, 'heard', ms);
  }

  #overhear(on: SimulatedCall, what: 'said' | 'heard', ms: number): void {
    for (const { call: spy, spies } of this.#legs.values()) {
      if (spies?.on !== on || spy.state !== 'up') continue;
      const { listen } = spies.options;
      if (listen === 'both' || listen === what) for (const other of this.#besides(spy)) other.hear(ms);
    }
  }

  #tell(leg: OwnedLeg, listener: LegListener): void {
    leg.listener = listener;
    leg.call.listen((event) => {
      if (event.type === 'answered') leg.answered = true;
      if (event.type !== 'hang-up') return listener(event);
      this.#legs.delete(leg.call.channel.id);
      const end = leg.end ?? (leg.answered ? 'hung-up' : leg.call.cancelled ? 'cancelled' : 'unreachable');
      listener({ type: 'gone', end, cause: event.cause });
    });
  }

  #offer(engine: SimulatedEngine, owned: OwnedCall, before: boolean): void {
    const { call, options } = owned;
    const listener = engine.handlers.offered(call.channel, {
      dialled: typeof options.dialled === 'string' ? [options.dialled] : options.dialled,
      caller: options.caller === undefined ? undefined : new Sensitive('telefono', options.caller),
      state: call.state === 'up' ? 'up' : 'ringing',
      before,
    });
    owned.listener = listener;
    call.listen((event) => {
      // A call that comes in neither rings nor is answered by the other side.
      if (event.type === 'ringing' || event.type === 'answered') return;
      if (event.type === 'hang-up') this.#calls.delete(owned);
      listener(event);
    });
  }
}

/** @throws TelephonyError as the real network does */
function assertId(id: string): void {
  if (!/^[A-Za-z0-9._-]{1,60}$/.test(id))
    throw new TelephonyError('refused', 'an id has 1 to 60 letters, digits, dots, underscores and hyphens');
}

function outsideNumber(number: string): string {
  if (!/^\+[1-9]\d{3,14}$/.test(number))
    throw new TelephonyError('refused', 'originate: a number outside is in E.164, with a + before it');
  return number;
}
