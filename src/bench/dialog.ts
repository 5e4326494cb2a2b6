/** The dialog that every contender serves: welcome, two menus, three digits, the answer, goodbye. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoadCall } from '../caller/index.ts';
import { renderIntoFiles } from '../speech/apology.ts';
import type { Synthesizer } from '../speech/synthesizer.ts';

/** What is heard: short, so that a call is mostly keys and answers. */
export const texts = {
  welcome: 'Buongiorno.',
  first: 'Prema uno.',
  second: 'Ancora uno.',
  entry: 'Tre cifre.',
  answer: 'Va bene.',
  goodbye: 'Arrivederci.',
} as const;
export type PromptName = keyof typeof texts;

/** The keys of one call, each group pressed when the prompt before it is over; audio must follow each group. */
const keys = ['1', '1', '123'] as const;
/** Keys under 80 ms would be stretched by Asterisk. */
const press = { durationMs: 100, gapMs: 80 } as const;
/** A prompt has begun to sound by then, and none is shorter. */
const listenMs = 400;
/**
 * Then the prompt is over: nothing plays that the answer could be taken for. Prompts end in 120 ms of silence, and a busy Asterisk
 * takes some time to notice their end; a key that is down in that moment is told by its own length later (`__ast_read`).
 */
const quietMs = 400;
const patienceMs = 5_000;

/** Renders the prompts. @returns their files by name; every contender plays these bytes */
export async function renderPrompts(
  directory: string,
  synthesizer: Synthesizer,
): Promise<Readonly<Record<PromptName, string>>> {
  await mkdir(directory, { recursive: true });
  const path = (name: PromptName) => join(directory, `${name}.alaw`);
  await renderIntoFiles(
    promptNames.map((name) => ({ text: texts[name], language: 'it', path: path(name) })),
    synthesizer,
    { kept: join(directory, 'kept') },
  );
  return {
    welcome: path('welcome'),
    first: path('first'),
    second: path('second'),
    entry: path('entry'),
    answer: path('answer'),
    goodbye: path('goodbye'),
  };
}
const promptNames = ['welcome', 'first', 'second', 'entry', 'answer', 'goodbye'] as const;

/** One caller: presses when nothing is heard any longer, listens for the answers, and waits for the far end to hang up. */
export async function speakWith(
  { call, pressAndHear }: LoadCall,
  heard: (ms: number) => void,
): Promise<void> {
  await call.nextAudio({ afterTime: 0, timeoutMs: patienceMs });
  for (const group of keys) {
    await pause(listenMs);
    await call.silence({ ms: quietMs, timeoutMs: patienceMs });
    const took = await pressAndHear(group, { ...press, timeoutMs: patienceMs });
    if (took !== undefined) heard(took);
  }
  await call.ended;
}
