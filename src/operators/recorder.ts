import { isGone, reasonOf } from '../call/failure.ts';
import { recordingPartSeconds } from '../queues/recordings.ts';
import type { Bridge } from '../telephony/bridge-port.ts';
import type { ConversationGiven } from './conversation.ts';
import type { OperatorParts } from './parts.ts';

/** Four hours, the longest call of the network. */
const mostParts = 24;

/**
 * Records a conversation where its queue says so; the flow has told the caller before. The network holds each part in
 * plain only until the records have it, sealed and with the queue's retention.
 */
export class Recorder {
  readonly #given: ConversationGiven;
  readonly #parts: OperatorParts;
  #bridge: Bridge | undefined;
  #part = 0;
  #on = false;

  constructor(given: ConversationGiven, parts: OperatorParts) {
    this.#given = given;
    this.#parts = parts;
  }

  async start(bridge: Bridge | undefined): Promise<void> {
    if (this.#given.queue.record === undefined || this.#parts.recordings === undefined) return;
    this.#bridge = bridge;
    this.#on = true;
    await this.#next();
  }

  stop(bridge: Bridge | undefined): void {
    if (!this.#on) return;
    this.#on = false;
    bridge?.stopRecording(this.#name).catch((error: unknown) => {
      if (!isGone(error)) this.#parts.logger.warn({ reason: reasonOf(error) }, 'a recording did not stop');
    });
  }

  /** What the bridge says of a recording. */
  ended(name: string, durationMs: number | undefined): void {
    if (!name.startsWith(this.#prefix)) return;
    const { recordings } = this.#parts;
    const seconds = Math.min(
      recordingPartSeconds,
      Math.round((durationMs ?? recordingPartSeconds * 1000) / 1000),
    );
    recordings?.keep({
      name,
      queue: this.#given.queue.name,
      language: this.#given.language,
      conversation: this.#given.id,
      operator: this.#given.operator,
      part: this.#part,
      seconds,
    });
    if (this.#on) void this.#next();
  }

  /** With the second in which the offer was made: what an engine that died leaves over is swept by its age. */
  get #prefix(): string {
    const [, seconds, number] = /^(\d{10})\d{3}-(\d+)$/.exec(this.#given.id) ?? [];
    return `conversation-${seconds ?? '0000000000'}.${number ?? '0'}-`;
  }

  get #name(): string {
    return `${this.#prefix}${this.#part}`;
  }

  /** A conversation that cannot be recorded goes on all the same. */
  async #next(): Promise<void> {
    this.#part += 1;
    if (this.#part > mostParts) return;
    await this.#bridge
      ?.record(this.#name, { maxSeconds: recordingPartSeconds, beep: false })
      .catch((error: unknown) => {
        if (isGone(error)) return;
        this.#parts.logger.error({ reason: reasonOf(error) }, 'a conversation could not be recorded');
      });
  }
}
