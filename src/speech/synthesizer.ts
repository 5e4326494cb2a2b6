import type { Pcm } from './audio/pcm.ts';

/** Turns text into sound. One file an engine in engines/. */
export interface Synthesizer {
  /**
   * @param language one of language.ts.
   * @throws SpeechError: never with the text in it.
   */
  synthesize(text: string, language: string, signal?: AbortSignal): Promise<Pcm>;
  /** Changes whenever the same text would sound otherwise: engine, voice, speed. Part of the key of rendered files. */
  fingerprint(language: string): string;
}

/**
 * - `unavailable`: the engine or the disk cannot be used at all;
 * - `failed`: this text could not be rendered;
 * - `timed-out`, `busy`: not in time, or too much waits already;
 * - `cancelled`: the caller of the function gave up.
 */
export type SpeechErrorCode = 'unavailable' | 'failed' | 'timed-out' | 'busy' | 'cancelled';

/** Something could not be spoken. The message says what to do and holds nothing of the text. */
export class SpeechError extends Error {
  readonly code: SpeechErrorCode;

  constructor(code: SpeechErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SpeechError';
    this.code = code;
  }
}
