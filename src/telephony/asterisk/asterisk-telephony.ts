import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Sensitive } from '../../privacy/sensitive.ts';
import {
  type Bridge,
  type BridgeListener,
  type BridgeState,
  type CallOffer,
  type Channel,
  type Holding,
  type LegListener,
  type LegOptions,
  type Softphone,
  type Telephony,
  TelephonyError,
  type TelephonyHandlers,
} from '../port.ts';
import { AsteriskChannel } from './asterisk-channel.ts';
import { AsteriskLeg } from './asterisk-leg.ts';
import { Backoff } from './backoff.ts';
import { Bridges } from './bridges.ts';
import { causeName } from './causes.ts';
import { Claims } from './claims.ts';
import { EarlyEvents } from './early-events.ts';
import { commandError, isSuccess, reasonOf } from './errors.ts';
import { type AriCallEvent, type AriChannel, parseChannel, parseEvent } from './events.ts';
import { GatedTransport } from './gated-transport.ts';
import { Holdings } from './holdings.ts';
import { fieldOf, parseJson, textOf, textsOf } from './json.ts';
import { whyTooOld } from './least-version.ts';
import { asteriskLegId, engineId, isLegId } from './leg-id.ts';
import { Legs } from './legs.ts';
import { MediaUris } from './media.ts';
import { Moves } from './moves.ts';
import { type AsteriskOptions, openTransport } from './options.ts';
import { SignOfLife } from './sign-of-life.ts';
import { Softphones } from './softphones.ts';
import type { Transport } from './transport.ts';
import { Words } from './words.ts';

export type { AsteriskOptions };

/** Channels from before a restart that are asked for at once. */
const adoptedAtOnce = 10;
/** How long a claimed or found channel may take until it is offered. */
const earlyEventsMs = 10_000;
/** Waiting does not help: somebody must install another one. */
class TooOldError extends TelephonyError {
  constructor(why: string) {
    super('refused', why);
  }
}

/** Asterisk through ARI: takes broadcast calls (StasisBroadcast, Asterisk >= 22.7) and plain Stasis ones. */
export class AsteriskTelephony implements Telephony {
  readonly #application: string;
  /** Commands wait at the gate of the options; questions, and what is no call of ours, do not. */
  readonly #transport: GatedTransport;
  readonly #ungated: Transport;
  readonly #holdings: Holdings;
  readonly #words: Words;
  readonly #sign: SignOfLife;
  readonly #claims: Claims;
  readonly #moves: Moves;
  readonly #logger: Logger;
  readonly #legs: Legs;
  readonly #bridges: Bridges;
  readonly #softphones: Softphones;
  /** Calls, legs and spies, by Asterisk's ids. */
  readonly #channels = new Map<string, AsteriskChannel>();
  readonly #early = new EarlyEvents(earlyEventsMs);
  readonly #backoff = new Backoff(200, 5_000);
  #handlers: TelephonyHandlers | undefined;
  #linkUp = false;
  #linkLosses = 0;
  /** Counts the links, so that work begun on one is not carried on over the next. */
  #epoch = 0;
  #retry: NodeJS.Timeout | undefined;
  #ready: (() => void) | undefined;
  #refused: ((error: TelephonyError) => void) | undefined;

  constructor(options: AsteriskOptions, logger: Logger) {
    this.#application = options.application;
    this.#logger = logger;
    this.#ungated = openTransport(options, logger);
    this.#transport = new GatedTransport(this.#ungated, options.gate ?? (() => undefined));
    this.#holdings = new Holdings(this.#ungated);
    this.#words = new Words(options.application, this.#transport, this.#ungated);
    this.#sign = new SignOfLife({
      application: options.application,
      transport: this.#ungated,
      hasCalls: () => [...this.#channels.keys()].some((id) => !isLegId(id)),
      logger,
    });
    const { application } = options;
    const taking = { application, transport: this.#transport, early: this.#early, logger };
    this.#claims = new Claims(taking);
    this.#moves = new Moves(taking);
    const media = new MediaUris(options.silenceFolder);
    const parts = { transport: this.#transport, media, logger };
    this.#legs = new Legs(options.application, this.#channels, parts);
    this.#bridges = new Bridges(options.application, parts);
    this.#softphones = new Softphones(this.#transport, logger);
  }

  get linkUp(): boolean {
    return this.#linkUp;
  }

  /** Times that the link went down. */
  get linkLosses(): number {
    return this.#linkLosses;
  }

  /** What Asterisk itself holds in our application. @throws TelephonyError when it cannot be asked */
  async held(): Promise<{ readonly channels: number; readonly bridges: number }> {
    const application = await this.#askApplication();
    const count = (field: string) => textsOf(fieldOf(application, field)).length;
    return { channels: count('channel_ids'), bridges: count('bridge_ids') };
  }

  /** Calls that Asterisk looked after alone since its start, because no engine was there. */
  get rescued(): number {
    return this.#sign.rescued;
  }

  /** How many requests wait for Asterisk's answer. */
  get requests(): number {
    return this.#transport.outstanding;
  }

  /** Calls that we have claimed and that are not ours yet. */
  get claims(): number {
    return this.#claims.pending;
  }

  /** Resolves when Asterisk has answered a question that costs it nothing. @throws TelephonyError */
  async ping(): Promise<void> {
    await this.#ungated.request('ping', {});
  }

  /**
   * Callers who are being offered in this moment, and whom no engine takes, are told by the dialplan that all lines are
   * busy (asterisk-conf/extensions.conf). It only sees that the value is another one: no clock has a part in it.
   * @throws TelephonyError
   */
  async sayBusy(): Promise<void> {
    const given = { variable: 'ENGINE_FULL', value: randomUUID() };
    const response = await this.#ungated.request('setGlobalVariable', given);
    if (!isSuccess(response)) throw commandError('sayBusy', response);
  }

  /** How many calls, legs and spies are ours now. */
  get channelCount(): number {
    return this.#channels.size;
  }

  /**
   * Connects and offers the calls that are alive already; then resolves.
   * Rejects with TelephonyError `refused` when Asterisk refuses the user or the password, or is too old.
   */
  async start(handlers: TelephonyHandlers): Promise<void> {
    this.#handlers = handlers;
    const ready = new Promise<void>((resolve, reject) => {
      this.#ready = resolve;
      this.#refused = reject;
    });
    // Refused before anybody waits for it: told below all the same.
    ready.catch(() => undefined);
    await this.#transport.start({
      event: (value) => this.#receive(value),
      up: () => this.#up(),
      down: () => this.#down(),
    });
    await ready;
  }

  /** Leaves Asterisk. Stop accepting first: a call claimed in this very moment would stay without an engine. */
  async close(): Promise<void> {
    this.#epoch += 1;
    this.#handlers = undefined;
    this.#linkUp = false;
    clearTimeout(this.#retry);
    this.#sign.stop();
    this.#early.clear();
    this.#claims.clear();
    this.#channels.clear();
    this.#bridges.clear();
    this.#softphones.clear();
    await this.#transport.close();
    this.#ready?.();
  }

  originate(options: LegOptions, listener: LegListener): Promise<Channel> {
    return this.#legs.originate(options, listener);
  }

  bridge(id: string, listener: BridgeListener): Promise<Bridge> {
    return this.#bridges.take(id, listener);
  }

  bridges(): Promise<readonly BridgeState[]> {
    return this.#bridges.list();
  }

  enrol(softphone: Softphone): Promise<void> {
    return this.#softphones.enrol(softphone);
  }

  dismiss(name: string): Promise<void> {
    return this.#softphones.dismiss(name);
  }

  async network(): Promise<string> {
    const response = await this.#ungated.request('info', {});
    if (!isSuccess(response)) throw commandError('info', response);
    const info = parseJson(response.body);
    // Two on one machine have one entity id, and may have started in the same second.
    const name = textOf(fieldOf(fieldOf(info, 'config'), 'name'));
    const entity = textOf(fieldOf(fieldOf(info, 'system'), 'entity_id'));
    return `${name} ${entity} ${textOf(fieldOf(fieldOf(info, 'status'), 'startup_time'))}`;
  }

  holdings(engine: string): Promise<readonly Holding[]> {
    return this.#holdings.of(engine);
  }

  async take(
    holding: Holding,
    sounds: { readonly playbacks: readonly string[]; readonly recordings: readonly string[] },
  ): Promise<boolean> {
    if (this.#channels.has(holding.leg ? asteriskLegId(holding.id) : holding.id)) return true;
    return await this.#moves.move(holding, sounds);
  }

  answers(engine: string, withinMs: number): Promise<boolean> {
    return this.#words.ask(this.#holdings.applicationOf(engine), withinMs);
  }

  letGo(): void {
    this.#transport.revokeAll();
    for (const channel of this.#channels.values()) channel.release();
    this.#channels.clear();
    this.#bridges.letGo();
  }

  async compare(): Promise<void> {
    const epoch = this.#epoch;
    const alive = await this.#listChannels();
    if (epoch !== this.#epoch) return;
    const gone = [...this.#channels.values()].filter(({ asteriskId }) => !alive.has(asteriskId));
    await Promise.all([
      ...gone.map((channel) => this.#leftUs(channel)),
      ...[...alive].map((id) => this.#adopt(epoch, id)),
    ]);
  }

  #up(): void {
    this.#epoch += 1;
    this.#linkUp = true;
    this.#backoff.reset();
    this.#sign.start();
    this.#logger.info({ application: this.#application }, 'ARI link up');
    this.#handlers?.linkChanged?.(true);
    void this.#reconcile(this.#epoch, [...this.#channels.values()]);
  }

  #down(): void {
    this.#epoch += 1;
    this.#linkUp = false;
    this.#linkLosses += 1;
    this.#sign.stop();
    clearTimeout(this.#retry);
    this.#early.clear();
    this.#logger.warn({ application: this.#application }, 'ARI link down');
    this.#handlers?.linkChanged?.(false);
  }

  #receive(value: unknown): void {
    const event = parseEvent(value);
    if (event === undefined) return;
    switch (event.type) {
      case 'broadcast':
        this.#claims.offered(event, () => this.#handlers);
        return;
      case 'stasis-start':
        if (this.#claims.turnsAway(event.channelId)) return;
        if (isLegId(event.channelId)) this.#legStarted(event.channel);
        else if (this.#moves.isComing(event.channelId)) this.#offer(event.channel, event.args, 'moved');
        else this.#offer(event.channel, event.args, 'new');
        this.#moves.started(event.channelId);
        return;
      case 'left-us':
        this.#left(event);
        return;
      case 'word':
        this.#words.receive(event);
        return;
      case 'replaced':
        this.#transport.reset(
          'another connection took our application name: is another engine of this name running?',
        );
        return;
      default:
        if ('bridgeId' in event) this.#bridges.receive(event);
        else this.#route(event);
    }
  }

  /** Hung up, or somebody else's from now on. */
  #left(event: Extract<AriCallEvent, { type: 'left-us' }>): void {
    const channel = this.#channels.get(event.channelId);
    if (channel === undefined) return;
    if (channel.cause === undefined) void this.#leftUs(channel, causeName(event.cause ?? 31));
    else {
      this.#channels.delete(event.channelId);
      channel.receive(event);
    }
  }

  /** A channel that is not in our application any more, and nobody asked for its end: who has it says what that means. */
  async #leftUs(channel: AsteriskChannel, otherwise = 'lost'): Promise<void> {
    channel.release();
    this.#transport.revoke(channel.asteriskId);
    if (this.#channels.get(channel.asteriskId) === channel) this.#channels.delete(channel.asteriskId);
    if (await this.#holdings.isAnothers(channel.asteriskId)) channel.taken();
    else channel.end(otherwise);
  }

  #route(event: AriCallEvent): void {
    const channel = this.#channels.get(event.channelId);
    if (event.type === 'gone') {
      this.#channels.delete(event.channelId);
      this.#claims.settled(event.channelId);
    }
    if (channel === undefined) this.#early.add(event);
    else channel.receive(event);
  }

  #offer(channel: AriChannel, args: readonly string[], from: 'new' | 'moved' | 'found'): void {
    this.#claims.settled(channel.id);
    if (this.#handlers === undefined || this.#channels.has(channel.id)) return;
    const call = new AsteriskChannel(this.#legs.parts, channel.id);
    if (from === 'moved') call.wasMoved();
    this.#channels.set(channel.id, call);
    this.#sign.callCame();
    const offer: CallOffer = {
      dialled: dialled(channel, args.length > 0 ? args : channel.args),
      caller: channel.caller === '' ? undefined : new Sensitive('telefono', channel.caller),
      state: channel.up ? 'up' : 'ringing',
      before: from !== 'new',
    };
    const early = this.#early.take(channel.id);
    call.listen(this.#handlers.offered(call, offer));
    for (const event of early) this.#route(event);
  }

  /** A leg was answered; one that we do not know was placed before a restart, or nobody waits for it any more. */
  #legStarted(channel: AriChannel): void {
    const leg = this.#channels.get(channel.id);
    if (leg instanceof AsteriskLeg) leg.markAnswered();
    else this.#foundLeg(channel);
  }

  #foundLeg(channel: AriChannel): void {
    const early = this.#early.take(channel.id);
    if (this.#handlers === undefined || this.#channels.has(channel.id)) return;
    if (this.#legs.isStray(channel.id)) {
      this.#legs.discard(channel.id);
      return;
    }
    const leg = this.#legs.adopt(engineId(channel.id), channel.up);
    const listener = this.#handlers.found?.({ leg, answered: channel.up });
    if (listener === undefined) {
      this.#legs.discard(channel.id);
      return;
    }
    leg.listenToLeg(listener);
    for (const event of early) this.#route(event);
  }

  /**
   * Compares what we believe with what Asterisk says, after a link came up: calls that ended meanwhile are
   * hung up, playbacks and recordings that ended are reported, bridges tell who came and went, calls of ours that we
   * do not know are offered, and softphones that were forgotten are enrolled again.
   */
  async #reconcile(epoch: number, known: readonly AsteriskChannel[]): Promise<void> {
    try {
      await this.#checkVersion();
      const alive = await this.#listChannels();
      await Promise.all([
        ...known.map((channel) => this.#reconcileKnown(epoch, channel, alive.has(channel.asteriskId))),
        this.#adoptAll(epoch, [...alive]),
        this.#bridges.reconcile(() => epoch === this.#epoch),
        this.#softphones.renew(),
      ]);
      if (epoch === this.#epoch) this.#ready?.();
    } catch (error) {
      // A link that was lost again brings its own reconciliation.
      if (epoch !== this.#epoch) return;
      if (error instanceof TooOldError) this.#refused?.(error);
      this.#logger.error({ reason: reasonOf(error) }, 'the calls could not be compared with Asterisk; again');
      this.#retry = setTimeout(() => void this.#reconcile(epoch, known), this.#backoff.next());
    }
  }

  /** At every link: Asterisk may have been replaced. @throws TooOldError */
  async #checkVersion(): Promise<void> {
    const response = await this.#ungated.request('info', { only: 'system' });
    const version = isSuccess(response)
      ? fieldOf(fieldOf(parseJson(response.body), 'system'), 'version')
      : '';
    const why = whyTooOld(typeof version === 'string' ? version : '');
    if (why !== undefined) throw new TooOldError(why);
  }

  async #listChannels(): Promise<ReadonlySet<string>> {
    return new Set(textsOf(fieldOf(await this.#askApplication(), 'channel_ids')));
  }

  async #askApplication(): Promise<unknown> {
    const response = await this.#ungated.request('application', { applicationName: this.#application });
    if (!isSuccess(response)) {
      throw new TelephonyError('refused', `Asterisk answered ${response.status} for our application`);
    }
    return parseJson(response.body);
  }

  async #reconcileKnown(epoch: number, channel: AsteriskChannel, alive: boolean): Promise<void> {
    await channel.reconcile(alive);
    if (alive || epoch !== this.#epoch) return;
    await this.#leftUs(channel);
  }

  /** A few at a time: each brings a session to be read, and whoever stands still for all of them loses the lease. */
  async #adoptAll(epoch: number, ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += adoptedAtOnce)
      await Promise.all(ids.slice(at, at + adoptedAtOnce).map((id) => this.#adopt(epoch, id)));
  }

  async #adopt(epoch: number, channelId: string): Promise<void> {
    if (this.#channels.has(channelId)) return;
    this.#early.expect(channelId);
    const response = await this.#ungated.request('channel', { channelId }, channelId);
    if (epoch !== this.#epoch || this.#channels.has(channelId)) return;
    const channel = isSuccess(response) ? parseChannel(parseJson(response.body)) : undefined;
    if (channel === undefined) this.#early.take(channelId);
    else if (isLegId(channelId)) this.#foundLeg(channel);
    else this.#offer(channel, [], 'found');
  }
}

/** The arguments of the dialplan's Stasis application (asterisk-conf/extensions.conf), best first; else its extension. */
function dialled(channel: AriChannel, args: readonly string[]): string[] {
  const candidates = [...new Set([...args, channel.extension])];
  return candidates.filter((candidate) => candidate !== '');
}
