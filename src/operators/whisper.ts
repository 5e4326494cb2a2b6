import type { Logger } from 'pino';
import { reasonOf } from '../call/failure.ts';
import type { Voice } from '../call/ports.ts';
import type { Announcements } from './parts.ts';

/** Operators hear this language. */
const language = 'it';
/** A caller who waits is not kept longer for the operator's sake, in ms. */
const renderMs = 1_000;

/**
 * Says to an operator who comes: queue, language, wait. Without it the two talk all the same.
 * @param given the voice of now, and its text for this (settings.yaml)
 */
export function whisperWith(
  given: () => { voice: Voice; prompt: string | undefined },
  logger: Logger,
): Announcements {
  return {
    whisper: async (about) => {
      const { voice, prompt } = given();
      if (prompt === undefined) return [];
      const values = {
        coda: about.queue.title,
        lingua: about.language,
        minuti: Math.round(about.waitedSeconds / 60),
      };
      try {
        const paths =
          voice.ready(prompt, language, values) ?? (await voice.render(prompt, language, values, renderMs));
        return paths.map((path) => ({ kind: 'file', path }) as const);
      } catch (error) {
        logger.warn({ reason: reasonOf(error) }, 'an operator could not be told who comes');
        return [];
      }
    },
  };
}
