import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Logger, pino } from 'pino';
import { Sensitive } from '../../src/privacy/sensitive.ts';
import { renderIntoFiles } from '../../src/speech/apology.ts';
import { decodeAlaw } from '../../src/speech/audio/alaw.ts';
import { speechLevel } from '../../src/speech/audio/loudness.ts';
import { toSamples, toSound } from '../../src/speech/audio/pcm.ts';
import { writeWav } from '../../src/speech/audio/wav.ts';
import { durationMs } from '../../src/speech/audio-file.ts';
import { Espeak } from '../../src/speech/engines/espeak.ts';
import { languages } from '../../src/speech/language.ts';
import { loadMessages } from '../../src/speech/load-messages.ts';
import type { Messages } from '../../src/speech/messages.ts';
import { Renderer } from '../../src/speech/renderer.ts';
import { Speaker, type SpeakerOptions } from '../../src/speech/speaker.ts';
import type { Synthesizer } from '../../src/speech/synthesizer.ts';
import { VariableAudio } from '../../src/speech/variable-audio.ts';
import { testDir, testTools } from '../support/parts.ts';
import { mayMount, smallDisk } from '../support/small-disk.ts';

/** The real engine, with a count of what was asked of it. */
class CountedSynthesizer implements Synthesizer {
  calls = 0;
  readonly #inner: Synthesizer;

  constructor(inner: Synthesizer) {
    this.#inner = inner;
  }

  synthesize(...given: Parameters<Synthesizer['synthesize']>): ReturnType<Synthesizer['synthesize']> {
    this.calls++;
    return this.#inner.synthesize(...given);
  }

  fingerprint(language: string): string {
    return this.#inner.fingerprint(language);
  }
}

const italian = `
sistema:
  scuse: "Ci scusiamo, il servizio non è disponibile."
saluti:
  buongiorno: "Buongiorno."
  nome: "Buongiorno, {nome}."
  importo: "Le spettano {importo, number, euro}."
`;
const english = 'sistema: { scuse: "We are sorry." }\n';
const seconds = 60_000;

let command: readonly string[];
let dir: { path: string; remove: () => Promise<void> };
let espeak: CountedSynthesizer;
let log: string[];
let logger: Logger;
const opened: Speaker[] = [];

beforeAll(async () => {
  const { program } = (await testTools()).espeak;
  command = [program.command, ...program.args];
}, 600_000);

beforeEach(async () => {
  dir = await testDir();
  espeak = new CountedSynthesizer(new Espeak({ command }));
  log = [];
  logger = pino({}, { write: (line: string) => void log.push(line) });
});

afterEach(async () => {
  for (const speaker of opened.splice(0)) await speaker.close();
  await dir.remove();
});

async function messagesOf(files: Readonly<Record<string, string>>): Promise<Messages> {
  const folder = join(dir.path, 'prompts');
  await mkdir(folder, { recursive: true });
  for (const [language, text] of Object.entries(files))
    await writeFile(join(folder, `${language}.yaml`), text);
  const { messages, problems } = await loadMessages(folder, Object.keys(files));
  expect(problems).toEqual([]);
  return messages;
}

async function open(options: Partial<SpeakerOptions> = {}): Promise<Speaker> {
  const messages = options.messages ?? (await messagesOf({ it: italian, en: english }));
  const speaker = await Speaker.open({
    messages,
    synthesizer: espeak,
    directory: join(dir.path, 'audio'),
    recordings: join(dir.path, 'recordings'),
    logger,
    ...options,
  });
  opened.push(speaker);
  return speaker;
}

async function record(name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(join(dir.path, 'recordings/it'), { recursive: true });
  await writeFile(join(dir.path, 'recordings/it', name), bytes);
}

/** A tone of one second at 44.1 kHz. */
function toneWav(): Uint8Array {
  const sound = Float32Array.from({ length: 44_100 }, (_, index) => 0.3 * Math.sin(index / 10));
  return writeWav({ samples: toSamples(sound), rate: 44_100 });
}

describe('espeak-ng', () => {
  test.each(languages)('speaks %s at the telephone level', async (language) => {
    const text = { ru: 'Добрый день, говорит справочная.', ar: 'صباح الخير، هذه خدمة المعلومات.' };
    const spoken = language === 'ru' || language === 'ar' ? text[language] : 'Pronto, 1 2 3, 4 5 6, INPS.';
    const bytes = await new Renderer(espeak).render(spoken, language);
    expect(bytes.length / 8).toBeGreaterThan(1000);
    expect(bytes.length / 8).toBeLessThan(8000);
    const level = 20 * Math.log10(speechLevel(toSound(decodeAlaw(bytes))));
    expect(Math.abs(level + 19)).toBeLessThan(1);
  });

  test('a text without a word has no audio', async () => {
    await expect(new Renderer(espeak).render('…', 'it')).rejects.toMatchObject({ code: 'failed' });
  });
});

describe('fixed texts', () => {
  test('are rendered once, ready at once, and found again by the next process', async () => {
    const speaker = await open();
    expect(speaker.ready('saluti.buongiorno', 'it', {})).toBeUndefined();
    const seen: number[] = [];
    const first = await speaker.prepare(['it', 'en'], {
      progress: ({ done, total }) => seen.push(done / total),
    });
    // The apologies were rendered when the speaker was opened.
    expect(first).toEqual({ rendered: 1, reused: 2, failed: [] });
    expect(seen.at(-1)).toBe(1);
    const [path = ''] = speaker.ready('saluti.buongiorno', 'it', {}) ?? [];
    expect(path).toMatch(/\.alaw$/);
    expect(durationMs(path)).toBeGreaterThan(300);

    const { calls } = espeak;
    const next = await open();
    expect(await next.prepare(['it', 'en'])).toEqual({ rendered: 0, reused: 3, failed: [] });
    expect(next.ready('saluti.buongiorno', 'it', {})).toEqual([path]);
    expect(espeak.calls).toBe(calls);
  });

  test('a changed text is rendered anew, for calls that begin after it', async () => {
    const speaker = await open();
    await speaker.prepare(['it']);
    const before = speaker.ready('saluti.buongiorno', 'it', {});
    const changed = await speaker.reload({
      messages: await messagesOf({ it: italian.replace('Buongiorno."', 'Salve."') }),
    });
    expect(await changed.prepare(['it'])).toMatchObject({ rendered: 1, failed: [] });
    expect(changed.ready('saluti.buongiorno', 'it', {})).not.toEqual(before);
    expect(speaker.ready('saluti.buongiorno', 'it', {})).toEqual(before);
  });

  test('a text with values that are known beforehand is prepared too, and kept like one without', async () => {
    const phrases = [{ prompt: 'saluti.nome', values: { nome: 'Ada' }, languages: undefined }];
    const speaker = await open({ phrases });
    expect(speaker.ready('saluti.nome', 'it', { nome: 'Ada' })).toBeUndefined();
    expect(await speaker.prepare(['it'])).toMatchObject({ rendered: 2, failed: [] });
    const [path] = speaker.ready('saluti.nome', 'it', { nome: 'Ada' }) ?? [];
    expect(path).toContain('/fixed/it/');
    const calls = espeak.calls;
    const next = await open({ phrases });
    expect(await next.render('saluti.nome', 'it', { nome: 'Ada' }, seconds)).toEqual([path]);
    expect(espeak.calls).toBe(calls);
    expect(speaker.ready('saluti.nome', 'it', { nome: 'Bea' })).toBeUndefined();
    expect((await speaker.render('saluti.nome', 'it', { nome: 'Bea' }, seconds)).join()).toContain(
      '/variable/',
    );
  });

  test('a preparation can be given up', async () => {
    const speaker = await open();
    await expect(speaker.prepare(['it'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('recordings', () => {
  test('win over synthesis, in whatever rate they come', async () => {
    await record('saluti.buongiorno.wav', toneWav());
    const speaker = await open();
    const [path = ''] = await speaker.render('saluti.buongiorno', 'it', {}, seconds);
    expect(durationMs(path)).toBeCloseTo(1140, -1);
    expect(espeak.calls).toBe(2);
    await open().then((next) => next.prepare(['it']));
    expect(espeak.calls).toBe(2);
  });

  test('raw A-law is played as it is', async () => {
    await record('saluti.buongiorno.alaw', new Uint8Array(4000).fill(0xd5));
    const speaker = await open();
    const [path = ''] = await speaker.render('saluti.buongiorno', 'it', {}, seconds);
    expect(await readFile(path)).toEqual(Buffer.alloc(4000, 0xd5));
  });

  test('that cannot be used are reported, and the text is synthesised', async () => {
    await record('saluti.buongiorno.wav', Buffer.from('this is no sound'));
    await record('saluti.nome.wav', toneWav());
    await record('saluti.manca.wav', toneWav());
    await record('sistema.scuse.mp3', Buffer.from('x'));
    const speaker = await open();
    const [path = ''] = await speaker.render('saluti.buongiorno', 'it', {}, seconds);
    expect(durationMs(path)).toBeLessThan(1140);
    await speaker.render('saluti.nome', 'it', { nome: 'Ada' }, seconds);
    for (const reason of [
      'not a WAV file',
      'has values ({nome})',
      'there is no prompt',
      'cannot be \\".mp3\\"',
    ]) {
      expect(log.join('')).toContain(reason);
    }
  });
});

describe('texts with values', () => {
  test('are rendered on the fly and then ready; the same request waits for the same rendering', async () => {
    const speaker = await open();
    const { calls } = espeak;
    expect(speaker.ready('saluti.nome', 'it', { nome: 'Ada' })).toBeUndefined();
    const requests = Array.from({ length: 10 }, () =>
      speaker.render('saluti.nome', 'it', { nome: 'Ada' }, seconds),
    );
    const files = await Promise.all(requests);
    expect(new Set(files.flat()).size).toBe(1);
    expect(espeak.calls).toBe(calls + 1);
    expect(speaker.ready('saluti.nome', 'it', { nome: 'Ada' })).toEqual(files[0]);
    expect(speaker.ready('saluti.nome', 'it', { nome: 'Bea' })).toBeUndefined();
  });

  test('leave no trace: closed folder, meaningless names, removed at the end', async () => {
    const speaker = await open();
    const [path = ''] = await speaker.render('saluti.importo', 'it', { importo: 123_450 }, seconds);
    const folder = join(dir.path, 'audio/variable');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const other = await open({ directory: join(dir.path, 'other') });
    const [otherPath = ''] = await other.render('saluti.importo', 'it', { importo: 123_450 }, seconds);
    expect(otherPath.split('/').at(-1)).not.toBe(path.split('/').at(-1));
    await speaker.close();
    expect(await readdir(folder)).toEqual([]);
  });

  test('what a killed process left is removed at the next start, what a living one has is kept', async () => {
    const folder = join(dir.path, 'audio/variable');
    const living = `${process.ppid}-0123456789ab`;
    for (const name of ['999999999-0123456789ab', living, 'x'])
      await mkdir(join(folder, name), { recursive: true });
    const speaker = await open();
    const left = await readdir(folder);
    expect(left).toContain(living);
    expect(left).toHaveLength(2);
    await open();
    expect(await speaker.render('saluti.nome', 'it', { nome: 'Ada' }, seconds)).toHaveLength(1);
  });

  test('go by age and by count', async () => {
    let now = 0;
    const renderer = new Renderer(espeak);
    const directory = join(dir.path, 'short');
    const audio = await VariableAudio.open({
      directory,
      renderer,
      logger,
      maxFiles: 2,
      maxAgeMs: 1000,
      now: () => now,
    });
    const files = async () =>
      (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.alaw'));
    for (const text of ['uno', 'due', 'tre']) await audio.render(text, 'it');
    expect(audio.ready('uno', 'it')).toBeUndefined();
    expect(audio.ready('tre', 'it')).toBeDefined();
    expect(await files()).toHaveLength(2);
    now = 600;
    expect(audio.ready('tre', 'it')).toBeUndefined();
    await audio.render('tre', 'it');
    expect(await files()).toHaveLength(2);
    now = 1050;
    await audio.render('sei', 'it');
    expect(audio.ready('tre', 'it')).toBeDefined();
    expect(await files()).toHaveLength(2);
    await audio.close();
    expect(await files().catch(() => [])).toEqual([]);
  });

  test('a sensitive value is refused', async () => {
    const speaker = await open();
    const values = { nome: new Sensitive('persona', 'Ada Lovelace') };
    await expect(speaker.render('saluti.nome', 'it', values, seconds)).rejects.toMatchObject({
      code: 'sensitive',
    });
    expect(await speaker.renderOrFallback('saluti.nome', 'it', values, seconds)).toEqual(
      speaker.fallback('it'),
    );
    expect(log.join('')).not.toContain('Lovelace');
  });
});

describe('when the engine breaks', () => {
  const missing = new Espeak({ command: ['/nowhere/espeak-ng'] });

  test('without an apology no line opens, and the error says what to do', async () => {
    const opening = open({ synthesizer: missing });
    await expect(opening).rejects.toMatchObject({ code: 'unavailable' });
    await expect(opening).rejects.toThrow(/run the set-up again, or install espeak-ng/);
  });

  test('the apology of the run before stays, and what was rendered plays on', async () => {
    await open().then((speaker) => speaker.prepare(['it']));
    await rm(join(dir.path, 'audio/fixed/it'), { recursive: true });
    const speaker = await open({ synthesizer: missing });
    const [apology = ''] = speaker.fallback('it');
    expect(durationMs(apology)).toBeGreaterThan(1000);
    const { failed } = await speaker.prepare(['it', 'en']);
    expect(failed.map(({ id }) => id)).toEqual(['sistema.scuse', 'saluti.buongiorno']);
    const spoken = await speaker.renderOrFallback('saluti.nome', 'it', { nome: 'Ada Lovelace' }, seconds);
    expect(spoken).toEqual([apology]);
    expect(log.join('')).toContain('run the set-up again');
    expect(log.join('')).not.toContain('Lovelace');
  });

  test('a language without an apology has that of the first', async () => {
    const speaker = await open();
    expect(speaker.fallback('ru')).toEqual(speaker.fallback('it'));
    expect(speaker.fallback('en')).not.toEqual(speaker.fallback('it'));
  });

  test('a slow engine misses the deadline, and its audio is there for the next', async () => {
    const slow = new Espeak({ command: ['/bin/sh', '-c', 'sleep 0.3; exec "$@"', 'sh', ...command] });
    const speaker = await open({ synthesizer: slow });
    const late = speaker.render('saluti.nome', 'it', { nome: 'Ada' }, 1);
    await expect(late).rejects.toMatchObject({ code: 'timed-out' });
    expect(await speaker.render('saluti.nome', 'it', { nome: 'Ada' }, seconds)).toHaveLength(1);
  });
});

test('texts are spoken into given files', async () => {
  const path = join(dir.path, 'dialplan/apology-it.alaw');
  const files = [{ text: 'Il servizio non è disponibile.', language: 'it', path }];
  const kept = join(dir.path, 'kept');
  await renderIntoFiles(files, espeak, { kept });
  expect(durationMs(path)).toBeGreaterThan(1000);
  // A second time nothing is rendered.
  await rm(path);
  const mute = new Espeak({ command: ['/bin/false'] });
  await renderIntoFiles(files, mute, { kept });
  expect(durationMs(path)).toBeGreaterThan(1000);
  expect(durationMs(`${path}.none`)).toBeUndefined();
});

(mayMount ? test : test.skip)(
  'on a full disk what has values cannot be spoken, what is fixed goes on; with room again both can',
  async () => {
    const directory = join(dir.path, 'audio');
    await mkdir(join(directory, 'variable'), { recursive: true });
    const disk = await smallDisk(1, join(directory, 'variable'));
    try {
      const speaker = await open({ directory });
      await disk.fill();
      const sayAmount = () => speaker.render('saluti.importo', 'it', { importo: 120 }, seconds);
      await expect(sayAmount()).rejects.toMatchObject({ name: 'SpeechError' });
      expect(await speaker.render('saluti.buongiorno', 'it', {}, seconds)).toHaveLength(1);
      await disk.makeRoom();
      const [file = ''] = await sayAmount();
      expect((await stat(file)).size).toBeGreaterThan(1_000);
      for (const one of opened.splice(0)) await one.close();
    } finally {
      await disk.remove();
    }
  },
  seconds,
);
