import { readFile } from 'node:fs/promises';
import { writeWhole } from './audio-file.ts';
import { FixedAudio } from './fixed-audio.ts';
import { Renderer } from './renderer.ts';
import type { Synthesizer } from './synthesizer.ts';

/** A text to be spoken into a file of its own. */
export interface SpokenFile {
  readonly text: string;
  readonly language: string;
  /** Absolute, ending in .alaw. */
  readonly path: string;
}

/**
 * Renders texts into given files: what the dialplan plays by itself when no engine takes a call.
 * @param options.kept a folder in which what was rendered once is kept, and taken from the next time
 * @throws SpeechError when one cannot be rendered; files written before it stay.
 */
export async function renderIntoFiles(
  files: readonly SpokenFile[],
  synthesizer: Synthesizer,
  options: { readonly kept: string; readonly signal?: AbortSignal },
): Promise<void> {
  const audio = new FixedAudio(options.kept, new Renderer(synthesizer));
  for (const { text, language, path } of files) {
    const { path: kept } = await audio.text(text, language, options.signal);
    await writeWhole(path, await readFile(kept));
  }
}
