import type { Logger } from 'pino';
import { isSuccess } from './errors.ts';
import { fieldOf, parseJson, textOf } from './json.ts';
import type { Transport } from './transport.ts';

const beatMs = 1_000;
/** Calls that come within so short a time of each other are watched by one look. */
const freshMs = 250;
/** The watch's channel. Asterisk takes an id once, so that there is one watch, however many engines there are. */
const watchId = 'centralino-watch';

export interface SignOfLifeGiven {
  readonly application: string;
  readonly transport: Transport;
  /** Whether we have calls that came in. */
  readonly hasCalls: () => boolean;
  readonly logger: Logger;
}

/**
 * Tells Asterisk every second that an engine is there, and has it watch for that while we have calls: when no engine says
 * anything any more, Asterisk's dialplan takes the callers out of our application and speaks to them
 * (asterisk-conf/extensions.conf, [watch]). What is told is only ever compared with what was told before, so that no
 * clock has a part in it; global variables wait for no channel.
 */
export class SignOfLife {
  readonly #given: SignOfLifeGiven;
  #timer: NodeJS.Timeout | undefined;
  #beats = 0;
  #looking = false;
  /** When it was last made sure of that the watch is there: it ends by itself when there are no calls. */
  #watchedAt = Number.NEGATIVE_INFINITY;
  #rescued: number | undefined;

  constructor(given: SignOfLifeGiven) {
    this.#given = given;
  }

  /** Calls that Asterisk took care of alone since it was started, as far as we know. */
  get rescued(): number {
    return this.#rescued ?? 0;
  }

  /** The link is up: the first sign leaves at once. */
  start(): void {
    this.stop();
    this.#rescued = undefined;
    this.#watchedAt = Number.NEGATIVE_INFINITY;
    this.#timer = setInterval(() => this.#beat(), beatMs).unref();
    this.#beat();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** A call came: it is not without a watch for as long as the next sign may take. */
  callCame(): void {
    // While the link is down the next sign makes up for it.
    if (performance.now() - this.#watchedAt > freshMs) this.#ensureWatch().catch(() => {});
  }

  #beat(): void {
    const { application, transport } = this.#given;
    this.#beats += 1;
    const value = `${application} ${this.#beats}`;
    // One that is lost is followed by the next.
    transport.request('setGlobalVariable', { variable: 'ENGINE_SEEN', value }).catch(() => {});
    void this.#look();
  }

  /** Looks whether the watch is there, and what it did. Never rejects; one at a time. */
  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      if (this.#given.hasCalls()) await this.#ensureWatch();
      await this.#readRescued();
    } catch {
      // The link is down, or Asterisk is slow: it is looked again with the next sign.
    } finally {
      this.#looking = false;
    }
  }

  async #ensureWatch(): Promise<void> {
    const { transport, logger } = this.#given;
    this.#watchedAt = performance.now();
    const there = await transport.request('channel', { channelId: watchId });
    if (there.status !== 404) return;
    const placed = await transport.request('originate', {
      channelId: watchId,
      endpoint: 'Local/look@watch',
      context: 'watch',
      extension: 'idle',
      priority: 1,
    });
    // 409: another engine was first.
    if (isSuccess(placed) || placed.status === 409) return;
    logger.error({ status: placed.status }, 'Asterisk does not watch for engines that are gone');
  }

  async #readRescued(): Promise<void> {
    const { transport, logger } = this.#given;
    const response = await transport.request('globalVariable', { variable: 'RESCUED' });
    if (!isSuccess(response)) return;
    const rescued = Number(textOf(fieldOf(parseJson(response.body), 'value')));
    const more = rescued - this.rescued;
    this.#rescued = rescued;
    if (more > 0)
      logger.error({ calls: more }, 'no engine was there: Asterisk itself spoke to callers and ended calls');
  }
}
