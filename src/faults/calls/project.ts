import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlowChange } from '../../rig/changed-flows.ts';
import { languages } from '../../speech/language.ts';
import { toneFile, toneStepHz } from './tones.ts';

/** The number that leads into the flow of this test. */
export const walkNumber = '0655530002';
const flow = 'prova-ripresa';

export { flow as walkFlow };

/** What is heard where, as a multiple of the step of tones. */
export const tones = {
  first: 2,
  second: 3,
  entry: 4,
  accepted: 5,
  already: 6,
  unavailable: 7,
  resumed: 8,
  apology: 9,
  wait: 10,
  wrongKey: 11,
  tooShort: 12,
  silence: 13,
} as const;

/** Long enough that nobody hears the end of it. */
const longSeconds = 40;

const sounds: Readonly<Record<string, { readonly tone: number; readonly seconds: number }>> = {
  [`${flow}.uno`]: { tone: tones.first, seconds: longSeconds },
  [`${flow}.due`]: { tone: tones.second, seconds: longSeconds },
  [`${flow}.numero`]: { tone: tones.entry, seconds: longSeconds },
  [`${flow}.presa`]: { tone: tones.accepted, seconds: longSeconds },
  [`${flow}.gia`]: { tone: tones.already, seconds: longSeconds },
  [`${flow}.assente`]: { tone: tones.unavailable, seconds: longSeconds },
  'sistema.riprendiamo': { tone: tones.resumed, seconds: 1 },
  'sistema.scuse': { tone: tones.apology, seconds: 2 },
  'sistema.tasto-errato': { tone: tones.wrongKey, seconds: 1 },
  'sistema.silenzio': { tone: tones.silence, seconds: 1 },
  'input.digits.troppo-corto': { tone: tones.tooShort, seconds: 1 },
  'sistema.attesa': { tone: tones.wait, seconds: 1 },
};

export const walkChanges: readonly FlowChange[] = [
  [
    'numbers.yaml',
    'lines:\n',
    `lines:\n  ${flow}: { number: "${walkNumber}", title: Test, flow: ${flow}, language: it }\n`,
  ],
];

/** Two menus, an entry, a look-up, a request, and round again. */
const flowText = `flow: ${flow}
title: Prova di ripresa
start: uno
steps:
  uno: { menu: { "1": due }, say: ${flow}.uno, failed: uno, silent: fine }
  due: { menu: { "1": numero }, say: ${flow}.due, failed: uno, silent: fine }
  numero:
    ask: digits
    between: [10, 10]
    say: ${flow}.numero
    save: cellulare
    then: ricerca
    failed: uno
  ricerca:
    look-up: province.cerca
    with: { tasti: "76" }
    found: invio
    not-found: invio
    unavailable: assente
  invio:
    send-sms: ${flow}.sms
    to: $cellulare
    accepted: presa
    already: gia
    refused: assente
    unavailable: assente
  presa: { menu: { "1": uno }, say: ${flow}.presa, failed: uno, silent: fine }
  gia: { menu: { "1": uno }, say: ${flow}.gia, failed: uno, silent: fine }
  assente: { menu: { "1": uno }, say: ${flow}.assente, failed: uno, silent: fine }
  fine: { hang-up: normal }
`;

/** Adds the flow and its prompts to copies of ours, which is all that a line of this test needs. */
export async function addWalk(
  flowsDir: string,
  from: { readonly promptsDir: string },
  promptsDir: string,
): Promise<void> {
  await cp(from.promptsDir, promptsDir, { recursive: true });
  await writeFile(join(flowsDir, `${flow}.yaml`), flowText);
  for (const language of languages) {
    const texts = ['uno', 'due', 'numero', 'presa', 'gia', 'assente', 'sms'].map(
      (name) => `  ${name}: ${name}`,
    );
    await writeFile(join(promptsDir, language, `${flow}.yaml`), `${flow}:\n${texts.join('\n')}\n`);
  }
  const recordings = join(promptsDir, 'recordings', 'it');
  await mkdir(recordings, { recursive: true });
  for (const [id, { tone, seconds }] of Object.entries(sounds))
    await writeFile(join(recordings, `${id}.alaw`), toneFile(tone * toneStepHz, seconds));
}
