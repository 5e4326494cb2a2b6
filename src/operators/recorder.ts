import { isGone, reasonOf } from '../call/failure.ts';
import { recordingPartSeconds } from '../queues/recordings.ts';
import type { Bridge } from '../telephony/bridge-port.ts';
import type { ConversationGiven } from './conversation.ts';
import type { OperatorParts } from './parts.ts';
import type { RecordingNote } from './recording-notes.ts';

/** Four hours, the longest call of the network. */
const mostParts = 24;
/** How long the network may take to end a recording of an engine that is gone. */
const endMs = 10_000;

/**
 * Records a conversation where its queue says so; the caller has been told before. The network holds each part in
 * plain only until the records have it, sealed and with the queue's retention.
 */
export class Recorder {
  readonly #given: ConversationGiven;
  readonly #parts: OperatorParts;
  readonly #underWay = new Map<string, RecordingNote>();
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

  /** Goes on with what an engine before this one recorded: its part comes to an end, and the next one begins. */
  async takeUp(bridge: Bridge, note: RecordingNote): Promise<void> {
    this.#bridge = bridge;
    this.#on = true;
    this.#part = Math.max(this.#part, note.part);
    this.#underWay.set(note.name, note);
    await bridge.takeUpRecording(note.name);
    if (this.#underWay.has(note.name)) this.#stop(bridge, note.name);
  }

  stop(bridge: Bridge | undefined): void {
    if (!this.#on) return;
    this.#on = false;
    for (const name of this.#underWay.keys()) this.#stop(bridge, name);
  }

  /** Another engine has the conversation, and hands in what is recorded. */
  letGo(): void {
    this.#on = false;
    this.#underWay.clear();
  }

  /** What the bridge says of a recording. */
  ended(name: string, durationMs: number | undefined): void {
    const note = this.#underWay.get(name);
    if (note === undefined) return;
    this.#underWay.delete(name);
    void keepRecording(this.#parts, note, durationMs);
    if (this.#on && this.#underWay.size === 0) void this.#next();
  }

  #stop(bridge: Bridge | undefined, name: string): void {
    bridge?.stopRecording(name).catch((error: unknown) => {
      if (!isGone(error)) this.#parts.logger.warn({ reason: reasonOf(error) }, 'a recording did not stop');
    });
  }

  /** With the second in which the offer was made: what an engine that died leaves over is swept by its age. */
  get #name(): string {
    const [, seconds, number] = /^(\d{10})\d{3}-(\d+)$/.exec(this.#given.id) ?? [];
    return `conversation-${seconds ?? '0000000000'}.${number ?? '0'}-${this.#part}`;
  }

  /** A conversation that cannot be recorded goes on all the same. */
  async #next(): Promise<void> {
    this.#part += 1;
    if (this.#part > mostParts) return;
    const { id: conversation, operator, language, queue } = this.#given;
    const { recordingNotes, logger } = this.#parts;
    const note = {
      name: this.#name,
      queue: queue.name,
      language,
      conversation,
      operator,
      part: this.#part,
      at: Date.now(),
    };
    this.#underWay.set(note.name, note);
    // Before it begins: an engine that dies in this moment leaves a note too many, not a recording too many.
    await recordingNotes.write(note);
    if (!this.#on) {
      this.#underWay.delete(note.name);
      return await recordingNotes.erase(note.name);
    }
    await this.#bridge
      ?.record(note.name, { maxSeconds: recordingPartSeconds, beep: false })
      .catch(async (error: unknown) => {
        this.#underWay.delete(note.name);
        await recordingNotes.erase(note.name);
        if (!isGone(error)) logger.error({ reason: reasonOf(error) }, 'a conversation could not be recorded');
      });
  }
}

/** Hands a part over; its note is there until the records have it. Never rejects. */
async function keepRecording(
  { recordings, recordingNotes }: OperatorParts,
  { at, ...part }: RecordingNote,
  durationMs: number | undefined,
): Promise<void> {
  const lasted = durationMs ?? Date.now() - at;
  const seconds = Math.min(recordingPartSeconds, Math.max(1, Math.round(lasted / 1000)));
  await recordings?.keep({ ...part, seconds });
  await recordingNotes.erase(part.name);
}

/** Hands over what an engine of our name recorded of a conversation that is over. @throws TelephonyError */
export async function keepLeftOver(parts: OperatorParts, note: RecordingNote): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let told: (durationMs: number | undefined) => void = () => {};
  const ended = new Promise<number | undefined>((resolve) => {
    told = resolve;
    timer = setTimeout(() => resolve(undefined), endMs);
  });
  const bridge = await parts.network.bridge(`talk.${note.conversation}`, (event) => {
    if (event.type === 'recording-ended' && event.name === note.name) told(event.durationMs);
  });
  await bridge.takeUpRecording(note.name);
  await bridge.stopRecording(note.name);
  const durationMs = await ended;
  clearTimeout(timer);
  await bridge.destroy();
  await keepRecording(parts, note, durationMs);
}
