import type { Logger } from 'pino';
import {
  type Channel,
  type ChannelEvent,
  type ChannelListener,
  type HangUpReason,
  type Media,
  type RecordOptions,
  TelephonyError,
} from '../port.ts';
import { causeName } from './causes.ts';
import { commandError, isSuccess } from './errors.ts';
import type { AriCallEvent } from './events.ts';
import type { MediaUris } from './media.ts';
import type { OperationName, OperationParameters } from './operations.ts';
import type { Transport, TransportResponse } from './transport.ts';

/** One call on Asterisk: its commands, and what must still be reported of its playbacks and recordings. */
export class AsteriskChannel implements Channel {
  readonly id: string;
  readonly #transport: Transport;
  readonly #media: MediaUris;
  readonly #logger: Logger;
  #listener: ChannelListener | undefined;
  #gone = false;
  #cause: number | undefined;
  /** Playbacks that have not ended: whether each has begun, and whether we asked for its end. */
  readonly #playbacks = new Map<string, { started: boolean; stopping: boolean }>();
  /** Recordings that have not ended. */
  readonly #recordings = new Set<string>();

  constructor(id: string, transport: Transport, media: MediaUris, logger: Logger) {
    this.id = id;
    this.#transport = transport;
    this.#media = media;
    this.#logger = logger;
  }

  /** Who takes the events from now on; set once, before the first event. */
  listen(listener: ChannelListener): void {
    this.#listener = listener;
  }

  async answer(): Promise<void> {
    await this.#command('answer', { channelId: this.id });
  }

  async progress(): Promise<void> {
    await this.#command('progress', { channelId: this.id });
  }

  async play(id: string, media: readonly Media[]): Promise<void> {
    const uris = this.#media.of(media);
    if (this.#playbacks.has(id)) throw new TelephonyError('refused', `play: the id ${id} is in use`);
    this.#playbacks.set(id, { started: false, stopping: false });
    try {
      await this.#command('play', { channelId: this.id, playbackId: id, media: uris });
    } catch (error) {
      this.#playbacks.delete(id);
      throw error;
    }
  }

  async stop(id: string): Promise<void> {
    const playback = this.#playbacks.get(id);
    if (playback !== undefined) playback.stopping = true;
    const response = await this.#send('stopPlayback', { playbackId: id });
    // A queued playback that is stopped gets its PlaybackFinished only when its turn would have come: end it here.
    if (isSuccess(response)) this.#endPlayback(id, 'stopped');
    else if (response.status !== 404) throw commandError('stop', response);
  }

  async record(name: string, options: RecordOptions): Promise<void> {
    if (this.#recordings.has(name)) throw new TelephonyError('refused', 'record: the name is in use');
    this.#recordings.add(name);
    try {
      await this.#command('record', {
        channelId: this.id,
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
    const response = await this.#send('stopRecording', { recordingName: name });
    if (!isSuccess(response) && response.status !== 404) throw commandError('stopRecording', response);
  }

  async hangUp(reason: HangUpReason): Promise<void> {
    await this.#command('hangUp', { channelId: this.id, reason });
  }

  /** Takes what Asterisk reports about this call. */
  receive(event: AriCallEvent): void {
    switch (event.type) {
      case 'key':
        this.#emit({ type: 'key', digit: event.digit, durationMs: event.durationMs });
        return;
      case 'playback-started':
        this.#startPlayback(event.id);
        return;
      case 'playback-finished':
        this.#finishPlayback(event.id, event.failed);
        return;
      case 'recording-ended':
        this.#endRecording(event.name, event.failed ? 'failed' : 'finished', event.durationMs);
        return;
      case 'hang-up-request':
        this.#cause ??= event.cause;
        return;
      case 'gone':
        this.end(causeName(this.#cause ?? event.cause ?? 31));
    }
  }

  /** The call is over: everything that has not ended ends, then the hang-up is told, once. */
  end(cause: string): void {
    if (this.#gone) return;
    for (const id of [...this.#playbacks.keys()]) this.#endPlayback(id, 'stopped');
    for (const name of [...this.#recordings]) this.#endRecording(name, 'failed', undefined);
    this.#gone = true;
    this.#emit({ type: 'hang-up', cause });
  }

  /**
   * Asks Asterisk what became of the playbacks and recordings that were under way when the link was lost.
   * `alive` is false for a call that ended meanwhile: only what was recorded is asked for.
   */
  async reconcile(alive: boolean): Promise<void> {
    const playbacks = alive ? [...this.#playbacks.keys()].map((id) => this.#reconcilePlayback(id)) : [];
    await Promise.all([...playbacks, ...[...this.#recordings].map((name) => this.#reconcileRecording(name))]);
  }

  async #reconcilePlayback(id: string): Promise<void> {
    const response = await this.#transport.request('playback', { playbackId: id }, this.id);
    if (response.status === 404 || /"state":\s*"done"/.test(response.body)) this.#endPlayback(id, 'finished');
    else if (/"state":\s*"playing"/.test(response.body)) this.#startPlayback(id);
  }

  async #reconcileRecording(name: string): Promise<void> {
    const live = await this.#transport.request('liveRecording', { recordingName: name }, this.id);
    if (live.status !== 404) return;
    const stored = await this.#transport.request('storedRecording', { recordingName: name }, this.id);
    this.#endRecording(name, isSuccess(stored) ? 'finished' : 'failed', undefined);
  }

  #startPlayback(id: string): void {
    const playback = this.#playbacks.get(id);
    // Asterisk sends PlaybackStarted again for each further medium of a list.
    if (playback === undefined || playback.started) return;
    playback.started = true;
    this.#emit({ type: 'playback-started', id });
  }

  /** Asterisk says `failed` also of what a hang-up cut short, and `done` of what was stopped. */
  #finishPlayback(id: string, failed: boolean): void {
    if (this.#cause !== undefined || this.#playbacks.get(id)?.stopping === true)
      this.#endPlayback(id, 'stopped');
    else this.#endPlayback(id, failed ? 'failed' : 'finished');
  }

  #endPlayback(id: string, outcome: 'finished' | 'stopped' | 'failed'): void {
    if (this.#playbacks.delete(id)) this.#emit({ type: 'playback-ended', id, outcome });
  }

  #endRecording(name: string, outcome: 'finished' | 'failed', durationMs: number | undefined): void {
    if (this.#recordings.delete(name)) this.#emit({ type: 'recording-ended', name, outcome, durationMs });
  }

  #emit(event: ChannelEvent): void {
    try {
      this.#listener?.(event);
    } catch (error) {
      this.#logger.error({ channel: this.id, event: event.type, error }, 'a channel listener threw');
    }
  }

  /** Sends a command; anything but success is thrown. */
  async #command(operation: OperationName, parameters: OperationParameters): Promise<void> {
    const response = await this.#send(operation, parameters);
    if (!isSuccess(response)) throw commandError(operation, response);
    // Asterisk took it, but the call ended before the answer came.
    if (this.#gone && operation !== 'hangUp') throw this.#goneError(operation);
  }

  #send(operation: OperationName, parameters: OperationParameters): Promise<TransportResponse> {
    if (this.#gone) return Promise.reject(this.#goneError(operation));
    return this.#transport.request(operation, parameters, this.id);
  }

  #goneError(operation: OperationName): TelephonyError {
    return new TelephonyError('channel-gone', `${operation}: the channel is gone`);
  }
}
