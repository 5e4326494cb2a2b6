import type { ObtainedAudio } from './fixed-audio.ts';
import { SpeechError } from './synthesizer.ts';

export interface PreparationOptions {
  readonly signal?: AbortSignal;
  /** Called after each text. */
  readonly progress?: (state: { readonly done: number; readonly total: number }) => void;
}

export interface PreparationReport {
  /** Texts rendered now. */
  readonly rendered: number;
  /** Texts that were there already. */
  readonly reused: number;
  readonly failed: readonly { readonly id: string; readonly language: string; readonly error: Error }[];
}

/** Texts under way at once: as many as the engine runs, so that a caller's text waits for one of them at most. */
const AT_ONCE = 2;

/**
 * Obtains the audio of many texts. Each failure is reported, none stops the others.
 * @throws SpeechError `cancelled` when the signal fires.
 */
export async function prepareAll<Text extends { readonly id: string; readonly language: string }>(
  texts: readonly Text[],
  obtain: (text: Text) => Promise<ObtainedAudio>,
  { signal, progress }: PreparationOptions,
): Promise<PreparationReport> {
  const failed: { id: string; language: string; error: Error }[] = [];
  const counts = { made: 0, found: 0 };
  const remaining = texts[Symbol.iterator]();
  const work = async () => {
    for (const text of remaining) {
      if (signal?.aborted) throw new SpeechError('cancelled', 'the preparation of prompts was given up');
      try {
        counts[(await obtain(text)).made ? 'made' : 'found']++;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        failed.push({ id: text.id, language: text.language, error });
      }
      progress?.({ done: counts.made + counts.found + failed.length, total: texts.length });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (signal?.aborted) throw new SpeechError('cancelled', 'the preparation of prompts was given up');
  return { rendered: counts.made, reused: counts.found, failed };
}
