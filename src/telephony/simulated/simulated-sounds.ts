import { type Media, type RecordOptions, type SoundEvent, TelephonyError } from '../port.ts';

export interface SimulatedPlayback {
  readonly id: string;
  readonly media: readonly Media[];
}

export interface SoundRules {
  /** Called when a playback begins; it may call `finish` when it would have been played. Default: never. */
  readonly onPlayback?: (playback: SimulatedPlayback, finish: () => void) => void;
  /** Whether an audio file is there; default: always. */
  readonly fileExists?: (path: string) => boolean;
  /** Recordings by their names. */
  readonly stored: Map<string, Uint8Array<ArrayBuffer>>;
}

/** The playbacks of one call or bridge, one after another, and its recording. */
export class SimulatedSounds {
  readonly #rules: SoundRules;
  readonly #emit: (event: SoundEvent) => void;
  readonly #playbacks: SimulatedPlayback[] = [];
  /** Whether a recording holds the line, so that what is to be played waits. */
  readonly #exclusive: boolean;
  #recording: { readonly name: string; readonly options: RecordOptions } | undefined;

  constructor(rules: SoundRules, exclusive: boolean, emit: (event: SoundEvent) => void) {
    this.#rules = rules;
    this.#exclusive = exclusive;
    this.#emit = emit;
  }

  /** What is being played now. */
  get playing(): SimulatedPlayback | undefined {
    return this.#exclusive && this.#recording !== undefined ? undefined : this.#playbacks[0];
  }

  /** The recording under way. */
  get recording(): { readonly name: string; readonly options: RecordOptions } | undefined {
    return this.#recording;
  }

  play(id: string, media: readonly Media[]): void {
    if (media.length === 0) throw new TelephonyError('refused', 'play: there is nothing to play');
    if (this.#playbacks.some((playback) => playback.id === id)) {
      throw new TelephonyError('refused', `play: the id ${id} is in use`);
    }
    this.#playbacks.push({ id, media });
    if (this.#playbacks.length === 1) this.#begin();
  }

  stop(id: string): void {
    this.#endPlayback(id, 'stopped');
  }

  // A recording waits for what plays, on a real line; here it holds the line at once.
  record(name: string, options: RecordOptions): void {
    if (this.#recording !== undefined) throw new TelephonyError('refused', 'record: one is under way');
    this.#recording = { name, options };
  }

  /** What is playing comes to its end, and the next one begins. */
  finishPlayback(): void {
    const playback = this.playing;
    if (playback !== undefined) this.#endPlayback(playback.id, 'finished');
  }

  /** The recording under way ends; what waited for it begins, unless all is over. */
  finishRecording(durationMs: number, over = false): void {
    const name = this.#recording?.name;
    if (name === undefined) return;
    this.#recording = undefined;
    this.#rules.stored.set(name, new Uint8Array(44 + Math.round(durationMs * 16)));
    this.#emit({ type: 'recording-ended', name, outcome: 'finished', durationMs });
    if (this.#exclusive && !over) this.#begin();
  }

  /** All is over. */
  end(recordedMs: number): void {
    this.finishRecording(recordedMs, true);
    for (const { id } of this.#playbacks.splice(0))
      this.#emit({ type: 'playback-ended', id, outcome: 'stopped' });
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
}
