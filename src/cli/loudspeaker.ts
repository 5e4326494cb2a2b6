import { spawn } from 'node:child_process';
import { access, constants, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { writeWav } from '../speech/audio/wav.ts';
import { Espeak } from '../speech/engines/espeak.ts';

/** Players of WAV files, with the arguments that make them play one and end. */
const players: readonly (readonly [string, ...string[]])[] = [
  ['paplay'],
  ['aplay', '-q'],
  ['ffplay', '-nodisp', '-autoexit', '-loglevel', 'quiet'],
];
const synthesizers = ['espeak-ng', 'espeak'];

export interface Loudspeaker {
  /** Why nothing is played; undefined where it is. */
  readonly problem: string | undefined;
  /** Breaks off what plays and plays these texts. */
  say(texts: readonly { readonly text: string; readonly language: string }[]): void;
  close(): Promise<void>;
}

/** What this machine can play through, if anything: a player and espeak-ng on the PATH. */
export async function openLoudspeaker(): Promise<Loudspeaker> {
  const player = await firstOf(players.map(([name]) => name));
  const program = await firstOf(synthesizers);
  if (player === undefined || program === undefined) {
    const missing = [
      ...(player === undefined ? [`a player (${players.map(([name]) => name).join(', ')})`] : []),
      ...(program === undefined ? ['espeak-ng'] : []),
    ].join(' and ');
    return {
      problem: `nothing can be played here: ${missing} is not on the PATH; the texts are shown`,
      say: () => {},
      close: async () => {},
    };
  }
  const [, ...args] = players.find(([name]) => name === player) ?? [player];
  const espeak = new Espeak({ command: [program] });
  const directory = await mkdtemp(join(tmpdir(), 'centralino-say-'));
  let abort = new AbortController();
  let playing = Promise.resolve();

  async function play(texts: Parameters<Loudspeaker['say']>[0], signal: AbortSignal): Promise<void> {
    for (const [index, { text, language }] of texts.entries()) {
      const file = join(directory, `${index}.wav`);
      await writeFile(file, writeWav(await espeak.synthesize(text, language, signal)));
      await new Promise<void>((resolve) => {
        const child = spawn(player ?? '', [...args, file], { stdio: 'ignore', signal });
        child.on('error', () => resolve());
        child.on('exit', () => resolve());
      });
      if (signal.aborted) return;
    }
  }

  return {
    problem: undefined,
    say: (texts) => {
      if (texts.length === 0) return;
      abort.abort();
      abort = new AbortController();
      const { signal } = abort;
      // What cannot be spoken has been shown.
      playing = playing.then(() => play(texts, signal)).catch(() => {});
    },
    close: async () => {
      await playing;
      espeak.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function firstOf(names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const found = await access(join(folder, name), constants.X_OK).then(
        () => true,
        () => false,
      );
      if (found) return name;
    }
  }
  return undefined;
}
