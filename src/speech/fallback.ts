import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { AUDIO_EXTENSION, isAudioFile, writeWhole } from './audio-file.ts';
import { SpeechError } from './synthesizer.ts';

/**
 * The apology of each language, kept under a name of its own: when the engine breaks, the one rendered before stays.
 */
export class Fallback {
  readonly #directory: string;
  readonly #logger: Logger;
  readonly #files = new Map<string, readonly string[]>();

  constructor(directory: string, logger: Logger) {
    this.#directory = directory;
    this.#logger = logger;
  }

  /**
   * @param render gives the file of the apology in a language.
   * @throws SpeechError `unavailable` when no language has an apology: better no line than a silent one.
   */
  async load(languages: readonly string[], render: (language: string) => Promise<string>): Promise<void> {
    let reason: unknown;
    for (const language of languages) {
      const path = join(this.#directory, `${language}${AUDIO_EXTENSION}`);
      try {
        await writeWhole(path, await readFile(await render(language)));
      } catch (error) {
        reason = error;
        this.#logger.error(
          { err: error, language },
          'the apology could not be rendered: the one of an earlier run stays',
        );
      }
      if (await isAudioFile(path)) this.#files.set(language, [path]);
    }
    if (this.#files.size > 0) return;
    const detail = reason instanceof Error ? reason.message : 'no languages are configured';
    throw new SpeechError('unavailable', `no apology can be spoken, so no call may be taken: ${detail}`, {
      cause: reason,
    });
  }

  /** The apology in this language, or in the first that has one. */
  files(language: string): readonly string[] {
    return this.#files.get(language) ?? this.#files.values().next().value ?? [];
  }
}
