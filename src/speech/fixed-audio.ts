import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { telephoneFingerprint } from './audio/telephone.ts';
import { AUDIO_EXTENSION, isAudioFile, writeWhole } from './audio-file.ts';
import { type Recording, readRecording } from './recordings.ts';
import type { Renderer } from './renderer.ts';

/** A file, and whether it had to be made. */
export interface ObtainedAudio {
  readonly path: string;
  readonly made: boolean;
}

/**
 * Audio of texts without values, kept for ever: `<directory>/<language>/<hash of all that decides its sound>.alaw`.
 * Engines may share the directory.
 */
export class FixedAudio {
  readonly #directory: string;
  readonly #renderer: Renderer;
  /** Bounded by the requests under way. */
  readonly #underWay = new Map<string, Promise<ObtainedAudio>>();

  constructor(directory: string, renderer: Renderer) {
    this.#directory = directory;
    this.#renderer = renderer;
  }

  /** The synthesised text. @throws SpeechError */
  text(text: string, language: string, signal?: AbortSignal): Promise<ObtainedAudio> {
    const path = this.#path(language, this.#renderer.key(text, language));
    return this.#obtain(path, () => this.#renderer.render(text, language, signal));
  }

  /** The recording, converted. @throws SpeechError */
  recording(recording: Recording): Promise<ObtainedAudio> {
    const key = JSON.stringify([recording.path, recording.version, telephoneFingerprint]);
    return this.#obtain(this.#path(recording.language, key), () => readRecording(recording));
  }

  #path(language: string, key: string): string {
    const hash = createHash('sha256').update(key).digest('hex').slice(0, 32);
    return join(this.#directory, language, `${hash}${AUDIO_EXTENSION}`);
  }

  #obtain(path: string, make: () => Promise<Uint8Array>): Promise<ObtainedAudio> {
    const underWay = this.#underWay.get(path);
    if (underWay !== undefined) return underWay;
    const obtained = this.#find(path, make).finally(() => this.#underWay.delete(path));
    this.#underWay.set(path, obtained);
    return obtained;
  }

  async #find(path: string, make: () => Promise<Uint8Array>): Promise<ObtainedAudio> {
    if (await isAudioFile(path)) return { path, made: false };
    await writeWhole(path, await make());
    return { path, made: true };
  }
}
