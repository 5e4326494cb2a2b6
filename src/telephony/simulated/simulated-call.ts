import {
  type Channel,
  type ChannelEvent,
  type ChannelListener,
  type Digit,
  type HangUpReason,
  type Media,
  type RecordOptions,
  TelephonyError,
} from '../port.ts';

/** What the engine told a simulated call to do, in order. */
export type SimulatedCommand =
  | { readonly type: 'answer' | 'progress' }
  | { readonly type: 'play'; readonly id: string; readonly media: readonly Media[] }
  | { readonly type: 'stop'; readonly id: string }
  | { readonly type: 'record'; readonly name: string; readonly options: RecordOptions }
  | { readonly type: 'stop-recording'; readonly name: string }
  | { readonly type: 'hang-up'; readonly reason: HangUpReason };

export interface SimulatedPlayback {
  readonly id: string;
  readonly media: readonly Media[];
}

/** What a simulated call needs to know of its network. */
export interface SimulatedRules {
  /** Called when a playback begins; it may call `finish` when it would have been played. Default: never. */
  readonly onPlayback?: (playback: SimulatedPlayback, finish: () => void) => void;
  /** Whether an audio file is there; default: always. */
  readonly fileExists?: (path: string) => boolean;
  readonly linkUp: () => boolean;
  /** Recordings of the whole network; those of the call alone when left out. */
  readonly stored?: Map<string, Uint8Array<ArrayBuffer>>;
}

/**
 * One simulated call, seen from the caller's end: press keys, hang up, look at what is playing. `channel` is
 * the engine's end. Events reach the engine in order, each after the code that caused it has run.
 */
export class SimulatedCall {
  readonly channel: Channel;
  readonly commands: SimulatedCommand[] = [];
  /** Names of the recordings that were made. */
  readonly recordings: string[] = [];
  /** Resolves when the call is over, whoever hung up. */
  readonly ended: Promise<void>;
  readonly #rules: SimulatedRules;
  readonly #stored: Map<string, Uint8Array<ArrayBuffer>>;
  readonly #events: ChannelEvent[] = [];
  readonly #playbacks: SimulatedPlayback[] = [];
  #recording: { readonly name: string; readonly options: RecordOptions } | undefined;
  #listener: ChannelListener | undefined;
  #state: 'ringing' | 'progress' | 'up' | 'over' = 'ringing';
  #draining = false;
  #resolveEnded: () => void = () => {};

  constructor(id: string, rules: SimulatedRules) {
    this.#rules = rules;
    this.#stored = rules.stored ?? new Map();
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.channel = this.#engineEnd(id);
  }

  /** `progress`: early media without an answer. `over`: hung up by whomever. */
  get state(): 'ringing' | 'progress' | 'up' | 'over' {
    return this.#state;
  }

  /** What is being played now. */
  get playing(): SimulatedPlayback | undefined {
    return this.#recording === undefined ? this.#playbacks[0] : undefined;
  }

  /** Presses keys one after another; keys after the end of the call go nowhere. */
  press(keys: Iterable<Digit>, durationMs = 100): void {
    for (const digit of keys) {
      if (this.#state === 'over') return;
      // As on a real line: a key pressed while the engine is away is lost.
      if (this.#rules.linkUp()) this.#emit({ type: 'key', digit, durationMs });
      const terminateOn = this.#recording?.options.terminateOn;
      if (terminateOn === 'any' || terminateOn === digit) this.finishRecording();
    }
  }

  /** The caller hangs up, so long into a recording, if one is under way. */
  hangUp(recordedMs = 0): void {
    this.#end('normal-clearing', recordedMs);
  }

  /** What is playing comes to its end, and the next one begins. */
  finishPlayback(): void {
    const playback = this.playing;
    if (playback !== undefined) this.#endPlayback(playback.id, 'finished');
  }

  /** The recording under way ends, as after silence or at its longest. */
  finishRecording(durationMs = 0): void {
    const name = this.#recording?.name;
    if (name === undefined) return;
    this.#recording = undefined;
    this.recordings.push(name);
    this.#stored.set(name, new Uint8Array(44 + Math.round(durationMs * 16)));
    this.#emit({ type: 'recording-ended', name, outcome: 'finished', durationMs });
    if (this.#state !== 'over') this.#begin();
  }

  /** For the network: who takes the events from now on. */
  listen(listener: ChannelListener): void {
    this.#listener = listener;
    this.#drainSoon();
  }

  /** For the network: the link came up, what was kept back is delivered. */
  linkRestored(): void {
    this.#drainSoon();
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
        if (media.length === 0) throw new TelephonyError('refused', 'play: there is nothing to play');
        if (this.#playbacks.some((playback) => playback.id === playbackId)) {
          throw new TelephonyError('refused', `play: the id ${playbackId} is in use`);
        }
        this.#playbacks.push({ id: playbackId, media });
        if (this.#playbacks.length === 1) this.#begin();
      },
      stop: async (playbackId) => {
        this.#take({ type: 'stop', id: playbackId });
        this.#endPlayback(playbackId, 'stopped');
      },
      // A recording waits for what plays, on a real line; here it holds the line at once.
      record: async (name, options) => {
        this.#take({ type: 'record', name, options });
        if (this.#recording !== undefined) throw new TelephonyError('refused', 'record: one is under way');
        this.#recording = { name, options };
      },
      stopRecording: async (name) => {
        this.#take({ type: 'stop-recording', name });
        if (this.#recording?.name === name) this.finishRecording();
      },
      hangUp: async (reason) => {
        this.#take({ type: 'hang-up', reason });
        this.#end('normal-clearing');
      },
    };
  }

  /** Notes a command of the engine; throws what the real network would. */
  #take(command: SimulatedCommand): void {
    if (this.#state === 'over') {
      throw new TelephonyError('channel-gone', `${command.type}: the channel is gone`);
    }
    if (!this.#rules.linkUp()) throw new TelephonyError('unavailable', `${command.type}: no link`);
    this.commands.push(command);
  }

  /** Begins the playback that is first in the queue, unless a recording holds the line. */
  #begin(): void {
    const playback = this.playing;
    if (playback === undefined) return;
    this.#emit({ type: 'playback-started', id: playback.id });
    const last = playback.media.at(-1);
    const exists = this.#rules.fileExists ?? (() => true);
    // As Asterisk does it: a missing file is passed over, and the last one decides the outcome.
    if (last?.kind === 'file' && !exists(last.path)) this.#endPlayback(playback.id, 'failed');
    else this.#rules.onPlayback?.(playback, () => this.#endPlayback(playback.id, 'finished'));
  }

  #endPlayback(id: string, outcome: 'finished' | 'stopped' | 'failed'): void {
    const index = this.#playbacks.findIndex((playback) => playback.id === id);
    if (index === -1) return;
    this.#playbacks.splice(index, 1);
    this.#emit({ type: 'playback-ended', id, outcome });
    if (index === 0) this.#begin();
  }

  #end(cause: string, recordedMs = 0): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.finishRecording(recordedMs);
    for (const { id } of this.#playbacks.splice(0)) {
      this.#emit({ type: 'playback-ended', id, outcome: 'stopped' });
    }
    this.#emit({ type: 'hang-up', cause });
    this.#resolveEnded();
  }

  #emit(event: ChannelEvent): void {
    this.#events.push(event);
    this.#drainSoon();
  }

  #drainSoon(): void {
    if (this.#draining) return;
    this.#draining = true;
    queueMicrotask(() => {
      this.#draining = false;
      while (this.#listener !== undefined && this.#rules.linkUp()) {
        const event = this.#events.shift();
        if (event === undefined) return;
        this.#listener(event);
      }
    });
  }
}
