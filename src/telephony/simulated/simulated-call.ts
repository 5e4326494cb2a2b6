import {
  type Channel,
  type ChannelEvent,
  type Digit,
  type HangUpReason,
  type LegEvent,
  type LegListener,
  type Media,
  type RecordOptions,
  type SnoopOptions,
  TelephonyError,
} from '../port.ts';
import { type SimulatedPlayback, SimulatedSounds, type SoundRules } from './simulated-sounds.ts';
import { ToldEvents } from './told-events.ts';

export type { SimulatedPlayback };

/** What the engine told a simulated call to do, in order. */
export type SimulatedCommand =
  | { readonly type: 'answer' | 'progress' | 'stop-music' | 'await-speech' }
  | { readonly type: 'play'; readonly id: string; readonly media: readonly Media[] }
  | { readonly type: 'stop'; readonly id: string }
  | { readonly type: 'record'; readonly name: string; readonly options: RecordOptions }
  | { readonly type: 'stop-recording'; readonly name: string }
  | { readonly type: 'start-music'; readonly music: string }
  | { readonly type: 'snoop'; readonly options: SnoopOptions }
  | { readonly type: 'hang-up'; readonly reason: HangUpReason };

/** What a simulated call needs to know of its network. */
export interface SimulatedRules extends Omit<SoundRules, 'stored'> {
  readonly linkUp: () => boolean;
  /** Recordings of the whole network; those of the call alone when left out. */
  readonly stored?: Map<string, Uint8Array<ArrayBuffer>>;
  /** Makes a spy; without it there can be none. */
  readonly snoop?: (call: SimulatedCall, options: SnoopOptions, listener: LegListener) => Channel;
  /** Somebody speaks: whoever is to hear it hears it. */
  readonly speech?: (call: SimulatedCall, ms: number) => void;
}

/** What is told to whoever listens: legs ring and are answered, calls do not. */
export type SimulatedEvent = ChannelEvent | Extract<LegEvent, { type: 'ringing' | 'answered' }>;

/** Takes a call's events, in order. */
export type SimulatedListener = (event: SimulatedEvent) => void;

/**
 * One simulated call or leg, seen from its person's end: press keys, speak, hang up, look at what is playing.
 * `channel` is the engine's end. Events reach the engine in order, each after the code that caused it has run.
 */
export class SimulatedCall {
  readonly channel: Channel;
  readonly commands: SimulatedCommand[] = [];
  /** Names of the recordings that were made. */
  readonly recordings: string[] = [];
  /** Resolves when the call is over, whoever hung up. */
  readonly ended: Promise<void>;
  readonly #rules: SimulatedRules;
  readonly #events: ToldEvents<SimulatedEvent>;
  readonly #sounds: SimulatedSounds;
  #state: 'ringing' | 'progress' | 'up' | 'over' = 'ringing';
  #music: string | undefined;
  #heardMs = 0;
  #cancelled = false;
  #awaitsSpeech = false;
  /** It is to be hung up, which is said again when the link is back. */
  #leaving: HangUpReason | undefined;
  #resolveEnded: () => void = () => {};

  constructor(id: string, rules: SimulatedRules) {
    this.#rules = rules;
    this.#events = new ToldEvents(rules.linkUp);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#sounds = new SimulatedSounds({ stored: new Map(), ...rules }, true, (event) => {
      if (event.type === 'recording-ended') this.recordings.push(event.name);
      this.#emit(event);
    });
    this.channel = this.#engineEnd(id);
  }

  /** `progress`: early media without an answer. `over`: hung up by whomever. */
  get state(): 'ringing' | 'progress' | 'up' | 'over' {
    return this.#state;
  }

  /** Whether the engine hung up before there was an answer. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** What is being played now. */
  get playing(): SimulatedPlayback | undefined {
    return this.#sounds.playing;
  }

  /** The class of the music that is to be heard now: while it is on, and nothing plays. */
  get music(): string | undefined {
    return this.playing === undefined ? this.#music : undefined;
  }

  /** How long others were heard to speak, in ms. */
  get heardMs(): number {
    return this.#heardMs;
  }

  /** Presses keys one after another; keys after the end of the call go nowhere. */
  press(keys: Iterable<Digit>, durationMs = 100): void {
    for (const digit of keys) {
      if (this.#state === 'over') return;
      // As on a real line: a key pressed while the engine is away is lost.
      if (this.#rules.linkUp()) this.#emit({ type: 'key', digit, durationMs });
      const terminateOn = this.#sounds.recording?.options.terminateOn;
      if (terminateOn === 'any' || terminateOn === digit) this.finishRecording();
    }
  }

  /** Speaks: whoever is in a bridge with this person hears it. */
  speak(ms: number): void {
    if (this.#state !== 'up') return;
    if (this.#awaitsSpeech && this.#rules.linkUp()) {
      this.#awaitsSpeech = false;
      this.#emit({ type: 'speech' });
    }
    this.#rules.speech?.(this, ms);
  }

  /** The person hangs up, so long into a recording, if one is under way. */
  hangUp(recordedMs = 0): void {
    this.end('normal-clearing', recordedMs);
  }

  /** What is playing comes to its end, and the next one begins. */
  finishPlayback(): void {
    this.#sounds.finishPlayback();
  }

  /** The recording under way ends, as after silence or at its longest. */
  finishRecording(durationMs = 0): void {
    this.#sounds.finishRecording(durationMs);
  }

  /** For the network: who takes the events from now on. */
  listen(listener: SimulatedListener): void {
    this.#events.listen(listener);
  }

  /** For the network: the link came up, what was kept back is delivered. */
  linkRestored(): void {
    // Whether anything was said meanwhile nobody knows.
    if (this.#awaitsSpeech) this.#emit({ type: 'speech' });
    this.#awaitsSpeech = false;
    if (this.#leaving !== undefined && this.#state !== 'over') this.#leave(this.#leaving);
    this.#events.tellSoon();
  }

  /** For the network: somebody whom this person is to hear speaks. */
  hear(ms: number): void {
    if (this.#state === 'up') this.#heardMs += ms;
  }

  /** For the network: a leg rings, or is answered; a spy is up at once, without a word. */
  advance(event: 'ringing' | 'answered' | 'silently-up'): void {
    if (this.#state === 'over') return;
    if (event !== 'ringing') this.#state = 'up';
    if (event !== 'silently-up') this.#emit({ type: event });
  }

  /** For the network: another engine takes it. What plays and is recorded ends without a word to the one before. */
  release(recordings: readonly string[]): void {
    for (const name of recordings) if (this.#sounds.recording?.name === name) this.finishRecording();
    this.#sounds.end(0);
    this.#events.forget();
  }

  /** For the network: it enters a bridge, and its music ends. */
  enterBridge(): void {
    this.#music = undefined;
  }

  /** For the network: the call is over, for this cause. */
  end(cause: string, recordedMs = 0): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#sounds.end(recordedMs);
    this.#emit({ type: 'hang-up', cause });
    this.#resolveEnded();
  }

  #engineEnd(id: string): Channel {
    return {
      id,
      answer: async () => {
        this.#take({ type: 'answer' });
        this.#state = 'up';
      },
      progress: async () => {
        this.#take({ type: 'progress' });
        if (this.#state === 'ringing') this.#state = 'progress';
      },
      play: async (playbackId, media) => {
        this.#take({ type: 'play', id: playbackId, media });
        this.#sounds.play(playbackId, media);
      },
      stop: async (playbackId) => {
        this.#take({ type: 'stop', id: playbackId });
        this.#sounds.stop(playbackId);
      },
      record: async (name, options) => {
        this.#take({ type: 'record', name, options });
        this.#sounds.record(name, options);
      },
      stopRecording: async (name) => {
        this.#take({ type: 'stop-recording', name });
        if (this.#sounds.recording?.name === name) this.finishRecording();
      },
      startMusic: async (music = 'default') => {
        this.#take({ type: 'start-music', music });
        this.#music = music;
      },
      stopMusic: async () => {
        this.#take({ type: 'stop-music' });
        this.#music = undefined;
      },
      snoop: async (options, listener) => {
        this.#take({ type: 'snoop', options });
        if (this.#rules.snoop === undefined) throw new TelephonyError('refused', 'snoop: there are no spies');
        return this.#rules.snoop(this, options, listener);
      },
      awaitSpeech: async () => {
        this.#take({ type: 'await-speech' });
        this.#awaitsSpeech = true;
      },
      hangUp: async (reason) => {
        this.#leaving = reason;
        this.#leave(reason);
      },
    };
  }

  #leave(reason: HangUpReason): void {
    this.#take({ type: 'hang-up', reason });
    this.#cancelled = this.#state !== 'up';
    this.end('normal-clearing');
  }

  /** Notes a command of the engine; throws what the real network would. */
  #take(command: SimulatedCommand): void {
    if (this.#state === 'over') {
      throw new TelephonyError('channel-gone', `${command.type}: the channel is gone`);
    }
    if (!this.#rules.linkUp()) throw new TelephonyError('unavailable', `${command.type}: no link`);
    this.commands.push(command);
  }

  #emit(event: SimulatedEvent): void {
    this.#events.add(event);
  }
}
