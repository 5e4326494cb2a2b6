import type { Logger } from 'pino';
import type { Action } from '../flow/actions.ts';
import type { FlowEvent } from '../flow/events.ts';
import type { Session } from '../flow/session.ts';
import type { Channel, ChannelEvent } from '../telephony/port.ts';
import { isGone, reasonOf } from './failure.ts';
import type { Recordings } from './ports.ts';

/**
 * A message of this length or less holds nothing. Asterisk cuts off the silence that ended it, rounds up to whole
 * seconds, and reports 1 s for a caller who said nothing; its `talking_duration` says the same and does not help.
 */
const nothingSaidMs = 1_000;

type RecordAction = Extract<Action, { type: 'record' }>;
type Ended = Extract<ChannelEvent, { type: 'recording-ended' }>;

/**
 * Voice messages of one call. A caller who hangs up after speaking has left a message: what was recorded is kept
 * whether or not the call goes on; only what the flow stopped waiting for is thrown away.
 */
export class VoiceMessages {
  readonly #channel: Channel;
  readonly #recordings: Recordings | undefined;
  readonly #logger: Logger;
  readonly #session: () => Session;
  readonly #fold: (event: FlowEvent) => void;
  readonly #underWay = new Map<string, RecordAction>();

  constructor(given: {
    channel: Channel;
    recordings: Recordings | undefined;
    logger: Logger;
    session: () => Session;
    fold: (event: FlowEvent) => void;
  }) {
    this.#channel = given.channel;
    this.#recordings = given.recordings;
    this.#logger = given.logger;
    this.#session = given.session;
    this.#fold = given.fold;
  }

  record(action: RecordAction): void {
    this.#underWay.set(action.id, action);
    const { maxSeconds, maxSilenceSeconds } = action;
    this.#channel
      .record(action.id, { maxSeconds, maxSilenceSeconds, beep: true, terminateOn: '#' })
      .catch((error: unknown) => {
        if (!isGone(error))
          this.#logger.error({ reason: reasonOf(error) }, 'a voice message could not be recorded');
        if (this.#underWay.delete(action.id)) this.#told(action.id, 'failed', 0);
      });
  }

  /** Ends a recording that is not wanted. */
  stop(name: string): void {
    this.#underWay.delete(name);
    this.#channel.stopRecording(name).catch((error: unknown) => {
      if (isGone(error)) return;
      this.#logger.warn({ reason: reasonOf(error) }, 'a recording could not be stopped');
    });
  }

  /** The channel's word on a recording; also on one that was stopped, or that another engine began. */
  ended({ name, outcome, durationMs }: Ended): void {
    const action = this.#underWay.get(name);
    if (action === undefined || !this.#underWay.delete(name)) {
      this.#recordings?.discard(name);
      return;
    }
    if (outcome === 'failed') this.#told(name, 'failed', 0);
    else if (durationMs !== undefined && durationMs <= nothingSaidMs) {
      this.#recordings?.discard(name);
      this.#told(name, 'silent', 0);
    } else this.#keep(action, Math.round((durationMs ?? 0) / 1000));
  }

  async #keep(action: RecordAction, seconds: number): Promise<void> {
    const { id: name, box, values: about } = action;
    const { callId, line, language, caller } = this.#session();
    const call = { id: callId, line, language, caller };
    try {
      const kept = (await this.#recordings?.keep({ name, box, about, seconds, call })) ?? true;
      this.#told(name, kept ? 'done' : 'failed', seconds);
    } catch (error) {
      this.#logger.error({ box, reason: reasonOf(error) }, 'a voice message could not be kept');
      this.#told(name, 'failed', 0);
    }
  }

  #told(id: string, outcome: 'done' | 'silent' | 'failed', seconds: number): void {
    this.#fold({ type: 'recording-ended', id, outcome, seconds, at: Date.now() });
  }
}
