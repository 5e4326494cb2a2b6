import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { renderIntoFiles } from '../speech/apology.ts';
import { Espeak } from '../speech/engines/espeak.ts';

/** Spoken by the dialplan when no engine takes a call: these cannot come from prompts/, which the engine reads. */
const apologies = [
  {
    language: 'it',
    text: 'Ci scusiamo: in questo momento il servizio non è raggiungibile. La preghiamo di richiamare fra qualche minuto.',
  },
  {
    language: 'en',
    text: 'We are sorry: the service cannot be reached at the moment. Please call again in a few minutes.',
  },
] as const;

/**
 * What the dialplan itself says when no engine is there, as audio in `dir`.
 * @returns the files without extension, in the order in which they are said
 */
export async function renderApologies(
  dir: string,
  espeak: readonly string[],
): Promise<[string, ...string[]]> {
  const files = apologies.map(({ language, text }) => ({
    language,
    text,
    path: join(dir, `${language}.alaw`),
  }));
  await mkdir(dir, { recursive: true });
  const synthesizer = new Espeak({ command: espeak });
  await renderIntoFiles(files, synthesizer).finally(() => synthesizer.close());
  const [first = '', ...others] = files.map(({ path }) => path.replace(/\.alaw$/, ''));
  return [first, ...others];
}
