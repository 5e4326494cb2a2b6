import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { languages } from '../../speech/language.ts';
import { walkFlow } from './project.ts';

/** What the rest of a line wants to read, and no flow of ours is needed for. */
const copied = ['hours.yaml', 'desk.yaml'];

const settings = `languages: [it]
operator: ${walkFlow}
unknown-number: ${walkFlow}
defaults: { tries: 3, silence: 7, between-keys: 5, look-up: 12, please-wait: 1.5 }
prompts:
  wrong-key: sistema.tasto-errato
  silence: sistema.silenzio
  please-wait: sistema.attesa
  cleared: sistema.cancellato
  resume: sistema.riprendiamo
  recorded: sistema.registrazione
  apology: sistema.scuse
`;

const plan = `country: IT
languages: { default: it }
lines:
`;

/** What the flow looks up is told to everybody. */
const identity = `levels: [none, codice-fiscale]
granted: []
needs:
  look-ups: { province.cerca: none }
  documents: {}
  bookings: {}
`;

const words = ['tasto-errato', 'silenzio', 'attesa', 'cancellato', 'riprendiamo', 'registrazione', 'scuse'];
const sayings = {
  sistema: Object.fromEntries(words.map((word) => [word, word])),
  input: { digits: { 'troppo-corto': 'troppo corto' } },
};

/**
 * A service without flows, to which the flow of this test is added: its engines start in a second, so that a machine that
 * runs callers and engines alike has time for the calls.
 * @param usualDir our flows/
 * @returns flows and prompts, written below `directory`
 */
export async function writeSmallService(
  directory: string,
  usualDir: string,
): Promise<{ readonly flowsDir: string; readonly promptsDir: string }> {
  const flowsDir = join(directory, 'flows');
  const promptsDir = join(directory, 'prompts');
  await mkdir(flowsDir, { recursive: true });
  await Promise.all([
    writeFile(join(flowsDir, 'settings.yaml'), settings),
    writeFile(join(flowsDir, 'numbers.yaml'), plan),
    writeFile(join(flowsDir, 'identity.yaml'), identity),
    ...copied.map((name) => copyFile(join(usualDir, name), join(flowsDir, name))),
  ]);
  for (const language of languages) {
    await mkdir(join(promptsDir, language), { recursive: true });
    await writeFile(join(promptsDir, language, 'sistema.yaml'), stringify(sayings));
  }
  return { flowsDir, promptsDir };
}
