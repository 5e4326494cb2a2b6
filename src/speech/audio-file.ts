import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TELEPHONE_RATE } from './audio/pcm.ts';
import { SpeechError } from './synthesizer.ts';

/** What every rendered file is: raw G.711 A-law, 8 kHz, one channel. Asterisk knows it by this ending. */
export const AUDIO_EXTENSION = '.alaw';

/**
 * Writes a file that is either whole or not there, whoever else writes it at the same time.
 * @throws SpeechError `unavailable` when the disk does not take it.
 */
export async function writeWhole(path: string, bytes: Uint8Array, mode = 0o644): Promise<void> {
  const draft = `${path}.${randomUUID()}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, bytes, { mode });
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    const message = `cannot write audio into ${dirname(path)}: check that the disk has room and the folder is ours`;
    throw new SpeechError('unavailable', message, { cause });
  }
}

/** True when the file is there and has sound in it. */
export async function isAudioFile(path: string): Promise<boolean> {
  try {
    const status = await stat(path);
    return status.isFile() && status.size > 0;
  } catch {
    return false;
  }
}

/** How long a rendered file plays, in ms; undefined when it is gone. One byte is one sample. */
export function durationMs(path: string): number | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  return status === undefined ? undefined : (status.size / TELEPHONE_RATE) * 1000;
}
