import { AudioError } from './audio/pcm.ts';
import { telephoneFingerprint, toTelephone } from './audio/telephone.ts';
import { SpeechError, type Synthesizer } from './synthesizer.ts';

/** Text to the bytes of a telephone line. */
export class Renderer {
  readonly #synthesizer: Synthesizer;

  constructor(synthesizer: Synthesizer) {
    this.#synthesizer = synthesizer;
  }

  /** All that decides how this text sounds; two texts with the same key have the same audio. */
  key(text: string, language: string): string {
    return JSON.stringify([text, language, this.#synthesizer.fingerprint(language), telephoneFingerprint]);
  }

  /** @throws SpeechError */
  async render(text: string, language: string, signal?: AbortSignal): Promise<Uint8Array> {
    const pcm = await this.#synthesizer.synthesize(text, language, signal);
    try {
      return await toTelephone(pcm);
    } catch (error) {
      if (!(error instanceof AudioError)) throw error;
      throw new SpeechError('failed', `the text gave no usable sound: ${error.message}`, { cause: error });
    }
  }
}
