import type { Logger } from 'pino';
import { isGone, reasonOf } from '../call/failure.ts';
import type { Offer } from '../matching/events.ts';
import type { Sensitive } from '../privacy/sensitive.ts';
import type { Destination, LegEnd, LegEvent, LegListener } from '../telephony/leg-port.ts';
import type { Channel, ChannelListener, Media, Telephony } from '../telephony/port.ts';

/** After the ring time, how long the network is waited for to say so itself. */
const graceMs = 5_000;

/** How a leg came to its end: `dropped` means that nobody hung up on purpose, `taken` that another engine has it now. */
export interface LegOver {
  readonly end: LegEnd | 'failed' | 'taken';
  readonly dropped: boolean;
}

/**
 * Ways of the network to say that a line broke off: no audio for too long, a phone that is not there any more. A phone that
 * hangs up gives normal clearing, or says nothing.
 */
const brokenOff: ReadonlySet<string> = new Set([
  'channel-unavailable',
  'no-user-response',
  'destination-out-of-order',
  'network-out-of-order',
  'temporary-failure',
  'congestion',
]);

/** One phone that we rang: an operator's, a colleague's, a number outside. Its promises always settle. */
export class Leg {
  readonly id: string;
  /** Settles when it is answered, or over without that. */
  readonly answered: Promise<boolean>;
  readonly over: Promise<LegOver>;
  /** Settles when whoever has it is heard to say something, after `awaitSpeech`; never for somebody who does not. */
  readonly spoke: Promise<void>;
  readonly #logger: Logger;
  readonly #playbacks = new Map<string, () => void>();
  #channel: Channel | undefined;
  #state: 'ringing' | 'up' | 'over' = 'ringing';
  #cancelled = false;
  #guard: NodeJS.Timeout | undefined;
  #resolveAnswered: (answered: boolean) => void = () => {};
  #resolveOver: (over: LegOver) => void = () => {};
  #resolveSpoke: () => void = () => {};
  #flow: ChannelListener | undefined;

  private constructor(id: string, logger: Logger) {
    this.id = id;
    this.#logger = logger;
    this.answered = new Promise((resolve) => {
      this.#resolveAnswered = resolve;
    });
    this.over = new Promise((resolve) => {
      this.#resolveOver = resolve;
    });
    this.spoke = new Promise((resolve) => {
      this.#resolveSpoke = resolve;
    });
  }

  /** Rings a phone. Never throws: what goes wrong is the end `failed`. */
  static ring(
    network: Pick<Telephony, 'originate'>,
    given: {
      id: string;
      destination: Destination;
      callerId?: Sensitive | undefined;
      ringSeconds: number;
      reference?: string;
    },
    logger: Logger,
  ): Leg {
    const leg = new Leg(given.id, logger);
    leg.#guard = setTimeout(() => leg.hangUp(), given.ringSeconds * 1000 + graceMs).unref();
    network
      .originate(
        {
          id: given.id,
          destination: given.destination,
          callerId: given.callerId,
          ringSeconds: given.ringSeconds,
          ...(given.reference === undefined ? {} : { reference: given.reference }),
        },
        leg.listener,
      )
      .then(
        (channel) => {
          leg.#channel = channel;
          if (leg.#cancelled) leg.hangUp();
        },
        (error: unknown) => {
          logger.warn({ reason: reasonOf(error) }, 'a phone could not be rung');
          leg.#end({ end: 'failed', dropped: true });
        },
      );
    return leg;
  }

  /** Rings the operator of an offer; the leg's id follows from the offer's, so that it is known again. */
  static ringOperator(network: Pick<Telephony, 'originate'>, offer: Offer, logger: Logger): Leg {
    const { offerId, operator, ringSeconds } = offer;
    return Leg.ring(
      network,
      {
        id: `op.${offerId}`,
        destination: { to: 'operator', softphone: operator.ring },
        ringSeconds,
        reference: offerId,
      },
      logger,
    );
  }

  /** Takes up a leg that an engine of our name had placed before a restart; its `listener` goes to the network. */
  static found(channel: Channel, answered: boolean, logger: Logger): Leg {
    const leg = new Leg(channel.id, logger);
    leg.#channel = channel;
    if (answered) leg.#answer();
    else leg.#guard = setTimeout(() => leg.hangUp(), 120_000 + graceMs).unref();
    return leg;
  }

  readonly listener: LegListener = (event) => this.#take(event);

  /** There once the network took it. */
  get channel(): Channel | undefined {
    return this.#channel;
  }

  get state(): 'ringing' | 'up' | 'over' {
    return this.#state;
  }

  /** Ends it; one that still rings is cancelled. */
  hangUp(): void {
    this.#cancelled = true;
    if (this.#state === 'over' || this.#channel === undefined) return;
    const channel = this.#channel;
    channel.hangUp('normal').catch((error: unknown) => {
      if (!isGone(error)) this.#logger.warn({ reason: reasonOf(error) }, 'a leg could not be hung up');
    });
    // A network that says nothing any more must not hold a conversation.
    clearTimeout(this.#guard);
    this.#guard = setTimeout(() => this.#end({ end: 'lost', dropped: true }), graceMs).unref();
  }

  /** Another engine has it: nothing is done to it any more. */
  letGo(): void {
    this.#channel = undefined;
    this.#end({ end: 'taken', dropped: false });
  }

  /** Plays to whoever answered; resolves at its end, whatever ended it, after `boundMs` at the latest. */
  async play(id: string, media: readonly Media[], boundMs: number): Promise<void> {
    const channel = this.#channel;
    if (channel === undefined || this.#state !== 'up' || media.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const ended = new Promise<void>((resolve) => {
      this.#playbacks.set(id, resolve);
      timer = setTimeout(resolve, boundMs);
    });
    try {
      await channel.play(id, media);
      await ended;
    } catch (error) {
      if (!isGone(error))
        this.#logger.warn({ reason: reasonOf(error) }, 'an operator was not told who calls');
    } finally {
      clearTimeout(timer);
      this.#playbacks.delete(id);
    }
  }

  /** Has the network listen for a first word. @returns whether it does */
  async awaitSpeech(): Promise<boolean> {
    try {
      await this.#channel?.awaitSpeech();
      return this.#channel !== undefined;
    } catch (error) {
      if (!isGone(error))
        this.#logger.warn({ reason: reasonOf(error) }, 'whether an operator says anything is not known');
      return false;
    }
  }

  /** A flow has this leg from now on: it is told what happens, as on a call that came in. */
  handTo(listener: ChannelListener): void {
    this.#flow = listener;
  }

  #take(event: LegEvent): void {
    if (event.type === 'gone') this.#flow?.({ type: 'hang-up', cause: event.cause });
    else if (event.type !== 'answered' && event.type !== 'ringing') this.#flow?.(event);
    switch (event.type) {
      case 'answered':
        this.#answer();
        return;
      case 'playback-ended':
        this.#playbacks.get(event.id)?.();
        return;
      case 'gone': {
        const unasked = event.end === 'hung-up' && brokenOff.has(event.cause);
        this.#end({ end: event.end, dropped: !this.#cancelled && (unasked || event.end === 'lost') });
        return;
      }
      case 'speech':
        this.#resolveSpoke();
        return;
      case 'taken':
        this.letGo();
        return;
      case 'ringing':
      case 'key':
      case 'playback-started':
      case 'recording-ended':
    }
  }

  #answer(): void {
    if (this.#state !== 'ringing') return;
    this.#state = 'up';
    if (!this.#cancelled) clearTimeout(this.#guard);
    this.#resolveAnswered(true);
  }

  #end(over: LegOver): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    clearTimeout(this.#guard);
    this.#resolveAnswered(false);
    this.#resolveOver(over);
    for (const resolve of this.#playbacks.values()) resolve();
  }
}
