import type { Logger } from 'pino';
import type { Holding } from '../port.ts';
import type { EarlyEvents } from './early-events.ts';
import { isSuccess } from './errors.ts';
import { asteriskLegId } from './leg-id.ts';
import type { OperationName, OperationParameters } from './operations.ts';
import type { Transport } from './transport.ts';

/** How long a channel that is moved to us may take to start: something may still play that nobody knows of. */
const moveMs = 5_000;
/** A channel that has not come by then is played to under another id than the likeliest, or that had just begun. */
const allSoundsMs = 250;

export interface MovesGiven {
  readonly application: string;
  readonly transport: Transport;
  /** Keys may come right behind the start. */
  readonly early: EarlyEvents;
  readonly logger: Logger;
}

/** Moves channels of other engines into our application. */
export class Moves {
  readonly #given: MovesGiven;
  /** Channels that were moved here and have not started yet. */
  readonly #coming = new Map<string, (came: boolean) => void>();

  constructor(given: MovesGiven) {
    this.#given = given;
  }

  isComing(channelId: string): boolean {
    return this.#coming.has(channelId);
  }

  /** A channel that was moved here has started. */
  started(channelId: string): void {
    this.#coming.get(channelId)?.(true);
  }

  /** See Telephony.take. Never rejects. */
  async move(
    { id, leg }: Holding,
    { playbacks, recordings }: { playbacks: readonly string[]; recordings: readonly string[] },
  ): Promise<boolean> {
    const { application, transport, early, logger } = this.#given;
    const channelId = leg ? asteriskLegId(id) : id;
    early.expect(channelId);
    const came = this.#comes(channelId);
    // Sent without waiting for each other: Asterisk takes them in this order, and the move comes behind what plays.
    const [likeliest] = playbacks;
    if (likeliest !== undefined) this.#ask('stopPlayback', { playbackId: likeliest }, channelId);
    for (const recordingName of recordings) this.#ask('stopRecording', { recordingName }, channelId);
    // With a hundred calls to take, to ask for all of them would cost most of the time.
    const stopAll = setTimeout(() => {
      for (const playbackId of playbacks) this.#ask('stopPlayback', { playbackId }, channelId);
    }, allSoundsMs);
    void came.then(() => clearTimeout(stopAll));
    const moved = await transport
      .request('move', { channelId, app: application }, channelId)
      .catch(() => undefined);
    if (moved === undefined || !isSuccess(moved)) {
      // 404: the caller has hung up.
      if (moved?.status !== 404)
        logger.warn({ channel: channelId, status: moved?.status }, 'a channel could not be moved here');
      early.take(channelId);
      this.#coming.get(channelId)?.(false);
      // A phone that still rings belongs to nobody: whoever it rang for is offered again.
      if (leg && moved !== undefined) this.#ask('hangUp', { channelId, reason: 'normal' }, channelId);
      return false;
    }
    if (await came) return true;
    logger.warn({ channel: channelId }, 'a channel that was to be moved here did not come in time');
    return false;
  }

  /** Resolves when a channel that is moved here has started; false when it does not in time. */
  #comes(channelId: string): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (came: boolean) => {
        clearTimeout(timer);
        if (this.#coming.get(channelId) === done) this.#coming.delete(channelId);
        resolve(came);
      };
      const timer = setTimeout(() => done(false), moveMs);
      this.#coming.set(channelId, done);
    });
  }

  /** A command whose answer does not matter. */
  #ask(operation: OperationName, parameters: OperationParameters, lane: string): void {
    this.#given.transport.request(operation, parameters, lane).catch(() => {});
  }
}
