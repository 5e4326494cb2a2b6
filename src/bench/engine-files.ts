/** The benchmark's dialog as the engine's own files: flows/ and prompts/ of a service that has nothing else. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { languages } from '../speech/language.ts';
import { type PromptName, texts } from './dialog.ts';
import { numbers } from './dialplan.ts';

const flow = `flow: bench
title: Benchmark
start: welcome

steps:
  welcome: { say: bench.welcome, then: first }
  first:
    menu: { "1": second }
    say: bench.first
    failed: goodbye
  second:
    menu: { "1": entry }
    say: bench.second
    failed: goodbye
  entry:
    ask: digits
    between: [3, 3]
    sensitive: false
    say: bench.entry
    save: entry
    then: answer
    failed: goodbye
  answer: { say: bench.answer, then: goodbye }
  goodbye: { say: bench.goodbye, then: end }
  end: { hang-up: normal }
`;

const settings = `languages: [it]
operator: bench
unknown-number: bench
defaults: { tries: 3, silence: 7, between-keys: 5, look-up: 12, please-wait: 1.5 }
prompts:
  wrong-key: bench.other
  silence: bench.other
  please-wait: bench.other
  cleared: bench.other
  resume: bench.other
  recorded: bench.other
  apology: bench.other
`;

const plan = `country: IT
languages: { default: it }
lines:
  bench: { number: "${numbers.engine}", title: Benchmark, flow: bench }
`;

const sayings = {
  bench: { ...texts, other: 'No.' },
  // A problem that the input kind may tell.
  input: { digits: { 'troppo-corto': 'No.' } },
};

/**
 * Writes them afresh below `directory`.
 * @param prompts the audio that all contenders play; the engine takes it as recordings
 * @param usualDir flows/ of a service with a calendar and a desk: a stack wants both, the dialog asks for neither
 */
export async function writeEngineFiles(
  directory: string,
  prompts: Readonly<Record<PromptName, string>>,
  usualDir: string,
): Promise<{ flowsDir: string; promptsDir: string }> {
  await rm(directory, { recursive: true, force: true });
  const flowsDir = join(directory, 'flows');
  const promptsDir = join(directory, 'prompts');
  const recordings = join(promptsDir, 'recordings/it');
  await Promise.all([mkdir(flowsDir, { recursive: true }), mkdir(recordings, { recursive: true })]);
  await Promise.all([
    writeFile(join(flowsDir, 'bench.yaml'), flow),
    writeFile(join(flowsDir, 'settings.yaml'), settings),
    writeFile(join(flowsDir, 'numbers.yaml'), plan),
    ...['hours.yaml', 'desk.yaml'].map((name) => copyFile(join(usualDir, name), join(flowsDir, name))),
    ...languages.map((language) => writeFile(join(promptsDir, `${language}.yaml`), stringify(sayings))),
    ...Object.entries(prompts).map(([name, path]) => copyFile(path, join(recordings, `bench.${name}.alaw`))),
  ]);
  return { flowsDir, promptsDir };
}
