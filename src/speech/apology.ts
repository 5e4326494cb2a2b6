import { writeWhole } from './audio-file.ts';
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
 * @throws SpeechError when one cannot be rendered; files written before it stay.
 */
export async function renderIntoFiles(
  files: readonly SpokenFile[],
  synthesizer: Synthesizer,
  signal?: AbortSignal,
): Promise<void> {
  const renderer = new Renderer(synthesizer);
  for (const { text, language, path } of files) {
    await writeWhole(path, await renderer.render(text, language, signal));
  }
}
