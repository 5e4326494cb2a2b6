import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Left, offersLeft, resumableFlows } from '../flow/left.ts';
import type { Sensitive } from '../privacy/sensitive.ts';
import type { CallOffer, Channel, ChannelListener } from '../telephony/port.ts';
import { Journal } from './journal.ts';
import type { Journals } from './journals.ts';
import { later, withinMs } from './later.ts';
import type { Arrival, Observe } from './observer.ts';
import { notOurs } from './ports.ts';
import type { Release, Releases } from './release.ts';
import { CallRunner, type RunnerParts } from './runner.ts';
import { type Saved, SavedCalls } from './saved-calls.ts';
import { soundsOf } from './sounds.ts';

/** A caller hears the phone ring a little longer, at most this much, while it is looked up what they left. */
const leftPatienceMs = 150;
/** How often it is looked whether the engine that has a call, and has not moved it so far, is gone. */
const othersMs = 1_000;

export interface CallsOptions extends Omit<RunnerParts, 'voice' | 'texts'> {
  readonly releases: Releases;
  readonly journals: Journals;
  /** Calls at once; more are left to other engines, or to the dialplan's apology. */
  readonly maxCalls: number;
  /** Told of every call. */
  readonly observe?: readonly Observe[];
}

/** All live calls of one engine. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #logger: Logger;
  readonly #saved: SavedCalls;
  /** By channel id; a sign of its own for each call that is being looked up, by which it is known whether it is still to be. */
  readonly #live = new Map<string, CallRunner | symbol>();
  #draining = false;
  #drained: (() => void) | undefined;

  constructor(options: CallsOptions) {
    this.#options = options;
    this.#logger = options.logger;
    this.#saved = new SavedCalls(options);
  }

  get size(): number {
    return this.#live.size;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Whether one more call may be claimed. */
  accepts(): boolean {
    return !this.#draining && this.#live.size < this.#options.maxCalls;
  }

  /** Takes a call that is ours now; its events go to the listener that is returned. */
  offered(channel: Channel, offer: CallOffer): ChannelListener {
    if (offer.before || offer.state === 'up') return this.#adopt(channel, offer);
    const asked = this.#askLeft(offer);
    if (asked !== undefined) {
      const isWaitedFor = this.#awaits(channel);
      return later(asked.then((left) => (isWaitedFor() ? this.#begin(channel, offer, left) : undefined)));
    }
    const runner = this.#begin(channel, offer);
    return (event) => runner.handle(event);
  }

  /** A call that we placed, and that was answered: this flow speaks first in it. */
  placed(
    channel: Channel,
    given: {
      readonly line: string;
      readonly flow: string;
      readonly language: string;
      readonly caller: Sensitive | null;
      readonly topic: string | null;
    },
  ): ChannelListener {
    const { line, language } = given;
    const journal = new Journal({ id: channel.id, line, language, startedAt: Date.now() });
    const offer = { ...given, callId: channel.id, left: null };
    const runner = this.#run(channel, journal, 'placed', this.#options.releases.current, (parts) =>
      CallRunner.begin({ ...parts, offer }),
    );
    return (event) => runner.handle(event);
  }

  /** A call that we had placed before a restart. */
  found(channel: Channel): ChannelListener {
    return this.#adopt(channel, { dialled: [], caller: undefined, state: 'up', before: true });
  }

  /** Newest sessions again to the checkpoints, after their store was away. */
  saveAll(): void {
    for (const runner of this.#runners) {
      this.#options.checkpoints.save(runner.session.callId, runner.session);
    }
  }

  /** The link to the network was lost, and is back. */
  linkIsBack(): void {
    for (const runner of this.#runners) runner.linkIsBack();
  }

  /** Claims no more calls; resolves when the last one has ended, or after `boundMs`. */
  async drain(boundMs: number): Promise<void> {
    this.#draining = true;
    if (this.#live.size === 0) return;
    await new Promise<void>((resolve) => {
      const bound = setTimeout(resolve, boundMs);
      this.#drained = () => {
        clearTimeout(bound);
        resolve();
      };
    });
  }

  /** Lets go of the calls that are left, as they are: another engine, or this one started anew, carries them on. */
  abandon(): void {
    for (const runner of this.#runners) {
      runner.abandon();
      this.#options.journals.drop(runner.journal);
    }
    this.#live.clear();
    this.#drained?.();
  }

  /** Lets go of every call, as `abandon`; resolves when what was saved of them is written, or cannot be. */
  async letGo(): Promise<void> {
    this.abandon();
    await this.#options.checkpoints.flush?.();
  }

  /**
   * A call of another engine that this one has claimed will soon be offered.
   * @param sealed its session as the store has it; empty for none
   * @returns ids of what may play on its channel, names of what may be recorded: they follow from the session
   */
  expect(callId: string, sealed: string): ReturnType<typeof soundsOf> {
    return soundsOf(callId, this.#options.checkpoints.expect?.(callId, sealed));
  }

  /** What the caller left a few minutes ago; undefined at once where nobody would be asked about it. */
  #askLeft({ caller, dialled }: CallOffer): Promise<Left | undefined> | undefined {
    const { leavings, releases } = this.#options;
    const { project, resolve } = releases.current;
    const line = resolve(dialled);
    if (leavings === undefined || !caller || line === undefined || !offersLeft(project, line.flow))
      return undefined;
    return withinMs(leftPatienceMs, leavings.take(caller));
  }

  #begin(channel: Channel, offer: CallOffer, left?: Left): CallRunner {
    const release = this.#options.releases.current;
    const { project, resolve } = release;
    const { languages } = project.settings;
    const [defaultLanguage = 'it'] = languages;
    const line = resolve(offer.dialled) ?? {
      id: 'unknown',
      flow: project.settings['unknown-number'],
      language: defaultLanguage,
    };
    // The flows may have changed since.
    const going = left !== undefined && resumableFlows(project).includes(left.flow) ? left : undefined;
    const language =
      [going?.language, line.language].find((one) => one !== undefined && languages.includes(one)) ??
      defaultLanguage;
    const journal = new Journal({ id: channel.id, line: line.id, language, startedAt: Date.now() });
    const caller = offer.caller ?? null;
    const arrival = offer.state === 'ringing' ? 'new' : 'begun-anew';
    return this.#run(channel, journal, arrival, release, (given) =>
      CallRunner.begin({
        ...given,
        offer: {
          callId: channel.id,
          line: line.id,
          flow: line.flow,
          language,
          caller,
          left: going?.flow ?? null,
        },
      }),
    );
  }

  /** A call that was answered before this engine knew it: from its checkpoint if there is one, else from the start. */
  #adopt(channel: Channel, offer: CallOffer): ChannelListener {
    let left = false;
    const listener = later(this.#takeUp(channel, offer, () => left));
    return (event) => {
      if (event.type === 'taken' || event.type === 'hang-up') left = true;
      listener(event);
    };
  }

  /** @returns undefined for a call that was over, or has gone to another engine */
  async #takeUp(channel: Channel, offer: CallOffer, hasLeft: () => boolean): Promise<CallRunner | undefined> {
    const isAwaited = this.#awaits(channel);
    let saved = await this.#saved.find(channel.id);
    // Another engine has it, and moves it away in a moment; unless it dies before that.
    while (saved === notOurs && !hasLeft() && isAwaited()) {
      await delay(othersMs);
      if (!hasLeft() && isAwaited()) saved = await this.#saved.find(channel.id, notOurs);
    }
    if (!isAwaited()) return undefined;
    if (saved === undefined) return this.#begin(channel, offer);
    if (saved !== notOurs && saved !== 'over') return this.#carryOn(channel, saved, offer.state === 'up');
    // Its engine died after the goodbye.
    if (saved === 'over') channel.hangUp('normal').catch(() => {});
    this.#remove(channel.id);
    return undefined;
  }

  #carryOn(channel: Channel, { session, release }: Saved, answered: boolean): CallRunner {
    const { line, language, startedAt } = session;
    const journal = new Journal({ id: channel.id, line, language, startedAt });
    return this.#run(channel, journal, 'carried-on', release, (given) =>
      CallRunner.resume({ ...given, session, answered }),
    );
  }

  get #runners(): readonly CallRunner[] {
    return [...this.#live.values()].filter((one) => one instanceof CallRunner);
  }

  /** A call is to have a runner. @returns whether it is still to have one: not when everything was let go of meanwhile */
  #awaits({ id }: Channel): () => boolean {
    const sign = Symbol(id);
    this.#live.set(id, sign);
    return () => this.#live.get(id) === sign;
  }

  #remove(callId: string): void {
    this.#live.delete(callId);
    if (this.#live.size === 0) this.#drained?.();
  }

  #run(
    channel: Channel,
    journal: Journal,
    arrival: Arrival,
    { project, voice, texts }: Release,
    make: (given: Omit<Parameters<typeof CallRunner.begin>[0], 'offer'>) => CallRunner,
  ): CallRunner {
    const { journals } = this.#options;
    journals.open(journal);
    const { id, line, language } = journal;
    const runner = make({
      parts: { ...this.#options, voice, texts },
      project,
      channel,
      journal,
      observers: (this.#options.observe ?? []).map((observe) => observe({ id, line, language, arrival })),
      ended: (ended, how) => {
        if (how === 'taken') journals.drop(journal);
        else journals.close(journal, journal.now());
        this.#logger.info(
          { call: channel.id, line: journal.line, durationMs: journal.now() - journal.startedAt },
          how === 'taken' ? 'another engine has the call' : 'call ended',
        );
        if (this.#live.get(channel.id) === ended) this.#remove(channel.id);
      },
    });
    this.#live.set(channel.id, runner);
    this.#logger.info({ call: channel.id, line: journal.line }, 'call taken');
    return runner;
  }
}
