import type { Logger } from 'pino';
import type { Project } from '../flow/project.ts';
import { type Session, sessionSchema } from '../flow/session.ts';
import type { CallOffer, Channel, ChannelEvent, ChannelListener } from '../telephony/port.ts';
import { Journal } from './journal.ts';
import type { Journals } from './journals.ts';
import { CallRunner, type RunnerParts } from './runner.ts';

/** A line of the number plan, as far as a call needs it. */
export interface DialledLine {
  readonly id: string;
  readonly flow: string;
  readonly language: string;
}

export interface CallsOptions extends RunnerParts {
  readonly project: Project;
  /** The line behind what was dialled, or undefined for a number that is not ours. */
  readonly resolve: (dialled: readonly string[]) => DialledLine | undefined;
  readonly journals: Journals;
  /** Calls at once; more are left to other engines, or to the dialplan's apology. */
  readonly maxCalls: number;
}

/** All live calls of one engine. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #logger: Logger;
  /** By channel id; undefined while the session of a call that is taken over is being read. */
  readonly #live = new Map<string, CallRunner | undefined>();
  #draining = false;
  #drained: (() => void) | undefined;

  constructor(options: CallsOptions) {
    this.#options = options;
    this.#logger = options.logger;
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
    this.#live.set(channel.id, undefined);
    if (offer.state === 'ringing') {
      const runner = this.#begin(channel, offer);
      return (event) => runner.handle(event);
    }
    return this.#adopt(channel, offer);
  }

  /** Newest sessions again to the checkpoints, after their store was away. */
  saveAll(): void {
    for (const runner of this.#live.values()) {
      if (runner) this.#options.checkpoints.save(runner.session.callId, runner.session);
    }
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
    for (const runner of this.#live.values()) runner?.abandon();
    this.#live.clear();
  }

  #begin(channel: Channel, offer: CallOffer): CallRunner {
    const { project, resolve } = this.#options;
    const [defaultLanguage = 'it'] = project.settings.languages;
    const line = resolve(offer.dialled) ?? {
      id: 'unknown',
      flow: project.settings['unknown-number'],
      language: defaultLanguage,
    };
    const language = project.settings.languages.includes(line.language) ? line.language : defaultLanguage;
    const journal = new Journal({ id: channel.id, line: line.id, language, startedAt: Date.now() });
    const caller = offer.caller ?? null;
    return this.#run(channel, journal, (given) =>
      CallRunner.begin({
        ...given,
        offer: { callId: channel.id, line: line.id, flow: line.flow, language, caller },
      }),
    );
  }

  /** A call that was answered before this engine knew it: from its checkpoint if there is one, else from the start. */
  #adopt(channel: Channel, offer: CallOffer): ChannelListener {
    const early: ChannelEvent[] = [];
    let listener: ChannelListener = (event) => early.push(event);
    this.#restore(channel.id).then((session) => {
      const runner = session === undefined ? this.#begin(channel, offer) : this.#carryOn(channel, session);
      listener = (event) => runner.handle(event);
      for (const event of early) runner.handle(event);
    });
    return (event) => listener(event);
  }

  #carryOn(channel: Channel, session: Session): CallRunner {
    const { line, language, startedAt } = session;
    const journal = new Journal({ id: channel.id, line, language, startedAt });
    return this.#run(channel, journal, (given) => CallRunner.resume({ ...given, session }));
  }

  /** The session of a call, if it is there, whole, and of the flows that run here. */
  async #restore(callId: string): Promise<Session | undefined> {
    const saved = await this.#options.checkpoints.load(callId).catch(() => undefined);
    if (saved === undefined) return undefined;
    const session = sessionSchema.safeParse(saved);
    if (
      session.success &&
      session.data.version === this.#options.project.version &&
      session.data.phase === 'running'
    ) {
      return session.data;
    }
    this.#logger.warn(
      { call: callId },
      'the checkpoint of a call does not fit these flows; the call begins anew',
    );
    return undefined;
  }

  #run(
    channel: Channel,
    journal: Journal,
    make: (given: Omit<Parameters<typeof CallRunner.begin>[0], 'offer'>) => CallRunner,
  ): CallRunner {
    const { project, journals } = this.#options;
    journals.open(journal);
    const runner = make({
      parts: this.#options,
      project,
      channel,
      journal,
      ended: () => {
        this.#live.delete(channel.id);
        journals.close(journal, Date.now());
        this.#logger.info(
          { call: channel.id, line: journal.line, durationMs: Date.now() - journal.startedAt },
          'call ended',
        );
        if (this.#live.size === 0) this.#drained?.();
      },
    });
    this.#live.set(channel.id, runner);
    this.#logger.info({ call: channel.id, line: journal.line }, 'call taken');
    return runner;
  }
}
