import type { Logger } from 'pino';
import type { Action } from '../flow/actions.ts';
import type { FlowEvent } from '../flow/events.ts';
import type { Channel, ChannelEvent } from '../telephony/port.ts';
import { isGone, reasonOf } from './failure.ts';
import type { Journal } from './journal.ts';
import type { Recordings } from './ports.ts';

/**
 * A message of this length or less holds nothing. Asterisk cuts off the silence that ended it, rounds up to whole
 * seconds, and reports 1 s for a caller who said nothing; its `talking_duration` says the same and does not help.
 */
const nothingSaidMs = 1_000;

type RecordAction = Extract<Action, { type: 'record' }>;
type Ended = Extract<ChannelEvent, { type: 'recording-ended' }>;

/** Recordings of one call, while the network makes them; what came of each is told to the flow, which decides upon it. */
export class VoiceMessages {
  readonly #channel: Channel;
  readonly #recordings: Recordings | undefined;
  readonly #journal: Journal;
  readonly #logger: Logger;
  readonly #fold: (event: FlowEvent) => void;
  readonly #underWay = new Map<string, RecordAction>();

  constructor(given: {
    channel: Channel;
    recordings: Recordings | undefined;
    journal: Journal;
    logger: Logger;
    fold: (event: FlowEvent) => void;
  }) {
    this.#channel = given.channel;
    this.#recordings = given.recordings;
    this.#journal = given.journal;
    this.#logger = given.logger;
    this.#fold = given.fold;
  }

  get recording(): boolean {
    return this.#underWay.size > 0;
  }

  record(action: RecordAction): void {
    this.#underWay.set(action.id, action);
    const { maxSeconds, maxSilenceSeconds } = action;
    this.#channel
      .record(action.id, { maxSeconds, maxSilenceSeconds, beep: true, terminateOn: '#' })
      .catch((error: unknown) => {
        if (!isGone(error))
          this.#logger.error({ reason: reasonOf(error) }, 'a voice message could not be recorded');
        if (this.#underWay.delete(action.id)) this.#told(action, 'failed', 0);
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

  /** Throws a recording away that has ended. */
  discard(name: string): void {
    this.#recordings?.discard(name);
  }

  /** The channel's word on a recording; also on one that was stopped, or that another engine began. */
  ended({ name, outcome, durationMs }: Ended): void {
    const action = this.#underWay.get(name);
    if (action === undefined || !this.#underWay.delete(name)) this.discard(name);
    else if (outcome === 'failed') this.#told(action, 'failed', 0);
    else if (durationMs !== undefined && durationMs <= nothingSaidMs) {
      this.discard(name);
      this.#told(action, 'silent', 0);
    } else this.#told(action, 'done', Math.round((durationMs ?? 0) / 1000));
  }

  #told({ id, box }: RecordAction, outcome: 'done' | 'silent' | 'failed', seconds: number): void {
    const at = this.#journal.now();
    this.#journal.add(at, { type: 'answer', operation: `record ${box}`, outcome, tookMs: seconds * 1000 });
    this.#fold({ type: 'recording-ended', id, outcome, seconds, at });
  }
}
