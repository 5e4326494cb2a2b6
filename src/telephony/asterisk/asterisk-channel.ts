import type { Logger } from 'pino';
import {
  type Channel,
  type ChannelEvent,
  type ChannelListener,
  type HangUpReason,
  type LegListener,
  type Media,
  type RecordOptions,
  type SnoopOptions,
  TelephonyError,
} from '../port.ts';
import { causeName } from './causes.ts';
import { EchoedKeys } from './echoed-key.ts';
import { commandError, isSuccess } from './errors.ts';
import type { AriCallEvent } from './events.ts';
import type { MediaUris } from './media.ts';
import type { OperationName, OperationParameters } from './operations.ts';
import { Sounds } from './sounds.ts';
import { SpeechDetection, silenceMs } from './speech-detection.ts';
import type { Transport, TransportResponse } from './transport.ts';

/** What every channel of one driver works with. */
export interface ChannelParts {
  readonly transport: Transport;
  readonly media: MediaUris;
  readonly logger: Logger;
  /** Makes a spy on the channel that Asterisk knows by this id. */
  readonly snoop: (asteriskId: string, options: SnoopOptions, listener: LegListener) => Promise<Channel>;
}

/** One call on Asterisk: its commands, and what must still be reported of it. */
export class AsteriskChannel implements Channel {
  readonly id: string;
  /** Asterisk's name for it: that of a leg has more before the `id`. */
  readonly asteriskId: string;
  readonly #parts: ChannelParts;
  readonly #sounds: Sounds;
  readonly #echoes = new EchoedKeys();
  #listener: ChannelListener | undefined;
  #gone = false;
  #told = false;
  #cause: number | undefined;
  /** It is to be hung up, for this reason, however often that must be said. */
  #leaving: HangUpReason | undefined;
  /** Music is to be heard while nothing plays: the parameters that name it. */
  #music: OperationParameters | undefined;
  /** There while it is listened for whether the person says anything. */
  #speech: SpeechDetection | undefined;

  constructor(parts: ChannelParts, id: string, asteriskId = id) {
    this.id = id;
    this.asteriskId = asteriskId;
    this.#parts = parts;
    this.#sounds = new Sounds({
      send: (operation, parameters) => this.#send(operation, parameters),
      transport: parts.transport,
      lane: asteriskId,
      play: 'play',
      record: 'record',
      target: { channelId: asteriskId },
      media: parts.media,
      emit: (event) => {
        this.#emit(event);
        if (event.type === 'playback-ended') this.#resumeMusic();
      },
    });
  }

  /** Who takes the events from now on; set once, before the first event. */
  listen(listener: ChannelListener): void {
    this.#listener = listener;
  }

  /** It was moved to us from another engine: that is done when nothing of the other plays any more. */
  wasMoved(): void {
    this.#sounds.areOnlyOurs();
  }

  async answer(): Promise<void> {
    await this.#command('answer', { channelId: this.asteriskId });
  }

  async progress(): Promise<void> {
    await this.#command('progress', { channelId: this.asteriskId });
  }

  async play(id: string, media: readonly Media[]): Promise<void> {
    await this.#sounds.play(id, media);
  }

  async stop(id: string): Promise<void> {
    await this.#sounds.stop(id);
  }

  async record(name: string, options: RecordOptions): Promise<void> {
    await this.#sounds.record(name, options);
  }

  async stopRecording(name: string): Promise<void> {
    await this.#sounds.stopRecording(name);
  }

  async startMusic(music?: string): Promise<void> {
    this.#music = { channelId: this.asteriskId, ...(music === undefined ? {} : { mohClass: music }) };
    // Else it begins when the playbacks are over.
    if (!this.#sounds.playing) await this.#command('startMusic', this.#music);
  }

  async stopMusic(): Promise<void> {
    this.#music = undefined;
    await this.#command('stopMusic', { channelId: this.asteriskId });
  }

  /** For a bridge: the channel is about to enter it. */
  async endMusic(): Promise<void> {
    if (this.#music !== undefined) await this.stopMusic();
  }

  async snoop(options: SnoopOptions, listener: LegListener): Promise<Channel> {
    if (this.#gone) throw this.#goneError('snoop');
    return await this.#parts.snoop(this.asteriskId, options, listener);
  }

  async awaitSpeech(): Promise<void> {
    this.#speech = new SpeechDetection();
    await this.#command('setVariable', {
      channelId: this.asteriskId,
      variable: 'TALK_DETECT(set)',
      value: silenceMs,
    });
  }

  /** What could not be told to Asterisk is told when the link is back: nobody else comes back to a call that is over. */
  async hangUp(reason: HangUpReason): Promise<void> {
    this.#leaving = reason;
    await this.#command('hangUp', { channelId: this.asteriskId, reason });
  }

  /** Takes what Asterisk reports about this call. */
  receive(event: AriCallEvent): void {
    switch (event.type) {
      case 'key':
        if (!this.#echoes.isEcho(event))
          this.#emit({ type: 'key', digit: event.digit, durationMs: event.durationMs });
        return;
      case 'playback-started':
      case 'playback-finished':
      case 'recording-ended':
        this.#sounds.receive(event, this.#cause !== undefined);
        return;
      case 'talking-started':
      case 'talking-ended':
        if (this.#speech?.take(event) === true) this.#hasSpoken();
        return;
      case 'hang-up-request':
        this.#cause ??= event.cause;
        return;
      case 'left-us':
      case 'gone':
        this.#cause ??= event.cause;
        this.end(causeName(this.#cause ?? 31));
    }
  }

  /** The Q.850 number of the end, once somebody hung up. */
  get cause(): number | undefined {
    return this.#cause;
  }

  /** It is not ours any more, as far as can be seen: no command leaves from now on. `end` or `taken` says what became of it. */
  release(): void {
    this.#gone = true;
    this.#music = undefined;
  }

  /** Another engine has it: that is the last that is told. */
  taken(): void {
    if (this.#told) return;
    this.release();
    this.#told = true;
    this.#emit({ type: 'taken' });
  }

  /** The call is over: everything that has not ended ends, then the hang-up is told, once. */
  end(cause: string): void {
    if (this.#told) return;
    this.#told = true;
    this.#music = undefined;
    this.#sounds.end();
    this.#gone = true;
    this.#emit({ type: 'hang-up', cause });
  }

  /**
   * Asks Asterisk what became of the playbacks and recordings that were under way when the link was lost.
   * `alive` is false for a call that ended meanwhile: only what was recorded is asked for.
   */
  async reconcile(alive: boolean): Promise<void> {
    if (alive) this.#hasSpoken();
    if (alive && this.#leaving !== undefined) this.hangUp(this.#leaving).catch(() => {});
    await this.#sounds.reconcile(alive);
  }

  /** Nothing more is to be found out: Asterisk need not look at every packet any longer. */
  #hasSpoken(): void {
    if (this.#speech === undefined) return;
    this.#speech = undefined;
    this.#emit({ type: 'speech' });
    const parameters = { channelId: this.asteriskId, variable: 'TALK_DETECT(remove)', value: '' };
    // One that stays costs a little computing until the hang-up.
    this.#command('setVariable', parameters).catch(() => {});
  }

  /** A playback suspends music for good in Asterisk; here it comes back. */
  #resumeMusic(): void {
    if (this.#music === undefined || this.#sounds.playing) return;
    this.#command('startMusic', this.#music).catch((error: unknown) => {
      const code = error instanceof TelephonyError ? error.code : 'unknown';
      if (code !== 'channel-gone')
        this.#parts.logger.warn({ channel: this.id, code }, 'music did not come back');
    });
  }

  #emit(event: ChannelEvent): void {
    try {
      this.#listener?.(event);
    } catch (error) {
      this.#parts.logger.error({ channel: this.id, event: event.type, error }, 'a channel listener threw');
    }
  }

  /** Sends a command; anything but success is thrown. */
  async #command(operation: OperationName, parameters: OperationParameters): Promise<void> {
    const response = await this.#send(operation, parameters);
    if (!isSuccess(response)) throw commandError(operation, response);
  }

  async #send(operation: OperationName, parameters: OperationParameters): Promise<TransportResponse> {
    if (this.#gone) throw this.#goneError(operation);
    const response = await this.#parts.transport.request(operation, parameters, this.asteriskId);
    // Asterisk took it, but the call ended before the answer came.
    if (this.#gone && isSuccess(response) && operation !== 'hangUp') throw this.#goneError(operation);
    return response;
  }

  #goneError(operation: OperationName): TelephonyError {
    return new TelephonyError('channel-gone', `${operation}: the channel is gone`);
  }
}
