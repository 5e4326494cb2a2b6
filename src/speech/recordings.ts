import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Finding } from '../source/finding.ts';
import { toTelephone } from './audio/telephone.ts';
import { parseWav } from './audio/wav.ts';
import { errorCode } from './error-code.ts';
import type { Messages } from './messages.ts';
import { SpeechError } from './synthesizer.ts';

/** A recorded text that is played in place of synthesis. */
export interface Recording {
  readonly id: string;
  readonly language: string;
  readonly path: string;
  /** Changes when the file does. */
  readonly version: string;
}

type Reader = (bytes: Uint8Array) => Promise<Uint8Array>;

/** What a recording may be: WAV of any common rate, or raw 8 kHz A-law, which is played as it is. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['.wav', async (bytes) => toTelephone(parseWav(bytes))],
  ['.alaw', async (bytes) => bytes],
]);

/** Ten minutes of studio sound. */
const MAX_BYTES = 120 * 1024 * 1024;

/**
 * Looks through `<directory>/<language>/<id>.wav|alaw`. A folder that is not there has no recordings. Files that
 * no prompt can use are reported and passed over.
 */
export async function findRecordings(
  directory: string,
  messages: Messages,
): Promise<{ recordings: readonly Recording[]; problems: readonly Finding[] }> {
  const recordings = new Map<string, Recording>();
  const problems: Finding[] = [];
  for (const language of messages.languages) {
    const folder = join(directory, language);
    for (const name of await namesIn(folder)) {
      const path = join(folder, name);
      const kind = extname(name);
      const id = name.slice(0, name.length - kind.length);
      const problem = await problemWith(
        path,
        kind,
        id,
        language,
        messages,
        recordings.has(`${language}/${id}`),
      );
      if (problem !== undefined) {
        problems.push({ severity: 'warning', code: 'recording', file: path, line: 1, column: 1, ...problem });
        continue;
      }
      const { size, mtimeMs } = await stat(path);
      recordings.set(`${language}/${id}`, { id, language, path, version: `${size}-${mtimeMs}` });
    }
  }
  return { recordings: [...recordings.values()], problems };
}

/** The recording as the bytes of a telephone line. @throws SpeechError `failed` when the file cannot be used. */
export async function readRecording({ path }: Recording): Promise<Uint8Array> {
  try {
    const reader = readers.get(extname(path));
    if (reader === undefined) throw new Error('its kind is not known');
    return await reader(await readFile(path));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SpeechError('failed', `the recording ${path} cannot be used: ${reason}`, { cause });
  }
}

async function problemWith(
  path: string,
  kind: string,
  id: string,
  language: string,
  messages: Messages,
  twice: boolean,
): Promise<{ message: string; mend: string } | undefined> {
  if (!readers.has(kind)) {
    return {
      message: `a recording cannot be "${kind}"`,
      mend: `Save it as ${[...readers.keys()].join(' or ')}`,
    };
  }
  if (!messages.has(id, language)) {
    return {
      message: `there is no prompt "${id}" in "${language}"`,
      mend: 'Name the file after the id of its prompt',
    };
  }
  if (!messages.isFixed(id, language)) {
    const names = messages.variables(id, language).map((name) => `{${name}}`);
    return {
      message: `the prompt has values (${names.join(', ')}), so it is always synthesised`,
      mend: 'Remove the recording',
    };
  }
  if (twice) return { message: `"${id}" is recorded twice`, mend: 'Keep one of the files' };
  if ((await stat(path)).size > MAX_BYTES)
    return { message: 'the recording is too long', mend: 'Keep it under ten minutes' };
  return undefined;
}

/** Visible files, in a fixed order. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
    return files.map((entry) => entry.name).sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw new SpeechError('unavailable', `cannot read the recordings in ${folder}`, { cause: error });
  }
}
