import { setTimeout as delay } from 'node:timers/promises';
import { type Media, type RecordOptions, type SoundEvent, TelephonyError } from '../port.ts';
import { commandError, isSuccess } from './errors.ts';
import type { AriSoundEvent } from './events.ts';
import type { MediaUris } from './media.ts';
import type { OperationName, OperationParameters } from './operations.ts';
import type { Transport, TransportResponse } from './transport.ts';

export interface SoundsOptions {
  /** Sends a command about this channel or bridge; rejects when it is gone. */
  readonly send: (operation: OperationName, parameters: OperationParameters) => Promise<TransportResponse>;
  /** The link, for questions that are asked even about what is gone. */
  readonly transport: Transport;
  /** The lane of this channel or bridge. */
  readonly lane: string;
  /** How this one is played to and recorded. */
  readonly play: 'play' | 'playToBridge';
  readonly record: 'record' | 'recordBridge';
  /** Its id, as these two want it. */
  readonly target: OperationParameters;
  readonly media: MediaUris;
  readonly emit: (event: SoundEvent) => void;
}

const stopTries = 5;
const stopPauseMs = 20;

/** What plays and is recorded on one channel or bridge, and what must still be reported of it. */
export class Sounds {
  readonly #options: SoundsOptions;
  /** Playbacks that have not ended: whether each has begun, and whether we asked for its end. */
  readonly #playbacks = new Map<string, { started: boolean; stopping: boolean }>();
  /** Recordings that have not ended. */
  readonly #recordings = new Set<string>();
  #onlyOurs = false;

  constructor(options: SoundsOptions) {
    this.#options = options;
  }

  /** Whether anything plays or waits for its turn. */
  get playing(): boolean {
    return this.#playbacks.size > 0;
  }

  /** Nothing can play that was not played by us. */
  areOnlyOurs(): void {
    this.#onlyOurs = true;
  }

  async play(id: string, media: readonly Media[]): Promise<void> {
    const uris = this.#options.media.of(media);
    if (this.#playbacks.has(id)) throw new TelephonyError('refused', `play: the id ${id} is in use`);
    this.#playbacks.set(id, { started: false, stopping: false });
    try {
      await this.#command(this.#options.play, { playbackId: id, media: uris });
    } catch (error) {
      this.#playbacks.delete(id);
      throw error;
    }
  }

  async stop(id: string): Promise<void> {
    const playback = this.#playbacks.get(id);
    if (playback === undefined && this.#onlyOurs) return;
    if (playback !== undefined) playback.stopping = true;
    const response = await this.#stopNow(id);
    // A queued playback that is stopped gets its PlaybackFinished only when its turn would have come: end it here.
    if (isSuccess(response)) this.#endPlayback(id, 'stopped');
    else if (response.status !== 404) throw commandError('stop', response);
  }

  /** What begins in this very moment Asterisk cannot stop yet (500): it is asked again. */
  async #stopNow(id: string): Promise<TransportResponse> {
    for (let left = stopTries; ; left -= 1) {
      const response = await this.#options.send('stopPlayback', { playbackId: id });
      if (response.status !== 500 || left <= 1) return response;
      await delay(stopPauseMs);
    }
  }

  async record(name: string, options: RecordOptions): Promise<void> {
    if (this.#recordings.has(name)) throw new TelephonyError('refused', 'record: the name is in use');
    this.#recordings.add(name);
    try {
      await this.#command(this.#options.record, {
        name,
        format: 'wav',
        maxDurationSeconds: options.maxSeconds,
        maxSilenceSeconds: options.maxSilenceSeconds,
        beep: options.beep,
        terminateOn: options.terminateOn,
        // Nothing that a caller said is ever written over.
        ifExists: 'fail',
      });
    } catch (error) {
      this.#recordings.delete(name);
      throw error;
    }
  }

  async stopRecording(name: string): Promise<void> {
    const response = await this.#options.send('stopRecording', { recordingName: name });
    if (!isSuccess(response) && response.status !== 404) throw commandError('stopRecording', response);
  }

  /** A recording of an engine before this one: its end is told, at once when it is over. */
  async takeUpRecording(name: string): Promise<void> {
    this.#recordings.add(name);
    await this.#reconcileRecording(name);
  }

  /** @param ending somebody has hung up: what ends now was cut short by that */
  receive(event: AriSoundEvent, ending = false): void {
    switch (event.type) {
      case 'playback-started':
        this.#startPlayback(event.id);
        return;
      case 'playback-finished':
        this.#finishPlayback(event.id, event.failed, ending);
        return;
      case 'recording-ended':
        this.#endRecording(event.name, event.failed ? 'failed' : 'finished', event.durationMs);
    }
  }

  /** It is over: everything that has not ended ends. */
  end(): void {
    for (const id of [...this.#playbacks.keys()]) this.#endPlayback(id, 'stopped');
    for (const name of [...this.#recordings]) this.#endRecording(name, 'failed', undefined);
  }

  /**
   * Asks Asterisk what became of the playbacks and recordings that were under way when the link was lost.
   * @param alive false for what ended meanwhile: only what was recorded is asked for
   */
  async reconcile(alive: boolean): Promise<void> {
    const playbacks = alive ? [...this.#playbacks.keys()].map((id) => this.#reconcilePlayback(id)) : [];
    await Promise.all([...playbacks, ...[...this.#recordings].map((name) => this.#reconcileRecording(name))]);
  }

  async #reconcilePlayback(id: string): Promise<void> {
    const { transport, lane } = this.#options;
    const response = await transport.request('playback', { playbackId: id }, lane);
    if (response.status === 404 || /"state":\s*"done"/.test(response.body)) this.#endPlayback(id, 'finished');
    else if (/"state":\s*"playing"/.test(response.body)) this.#startPlayback(id);
  }

  async #reconcileRecording(name: string): Promise<void> {
    const { transport, lane } = this.#options;
    const live = await transport.request('liveRecording', { recordingName: name }, lane);
    if (live.status !== 404) return;
    const stored = await transport.request('storedRecording', { recordingName: name }, lane);
    this.#endRecording(name, isSuccess(stored) ? 'finished' : 'failed', undefined);
  }

  #startPlayback(id: string): void {
    const playback = this.#playbacks.get(id);
    // Asterisk sends PlaybackStarted again for each further medium of a list.
    if (playback === undefined || playback.started) return;
    playback.started = true;
    this.#options.emit({ type: 'playback-started', id });
  }

  /** Asterisk says `failed` also of what a hang-up cut short, and `done` of what was stopped. */
  #finishPlayback(id: string, failed: boolean, ending: boolean): void {
    if (ending || this.#playbacks.get(id)?.stopping === true) this.#endPlayback(id, 'stopped');
    else this.#endPlayback(id, failed ? 'failed' : 'finished');
  }

  #endPlayback(id: string, outcome: 'finished' | 'stopped' | 'failed'): void {
    if (this.#playbacks.delete(id)) this.#options.emit({ type: 'playback-ended', id, outcome });
  }

  #endRecording(name: string, outcome: 'finished' | 'failed', durationMs: number | undefined): void {
    if (!this.#recordings.delete(name)) return;
    this.#options.emit({ type: 'recording-ended', name, outcome, durationMs });
  }

  async #command(operation: OperationName, parameters: OperationParameters): Promise<void> {
    const response = await this.#options.send(operation, { ...this.#options.target, ...parameters });
    if (!isSuccess(response)) throw commandError(operation, response);
  }
}
