import { AudioError, type Pcm } from '../audio/pcm.ts';
import { parseWav } from '../audio/wav.ts';
import { Gate } from '../gate.ts';
import { isLanguage, type Language } from '../language.ts';
import { SpeechError, type Synthesizer } from '../synthesizer.ts';
import { ProgramWorker } from './program-worker.ts';

const voices: Readonly<Record<Language, string>> = {
  it: 'it',
  de: 'de',
  en: 'en-gb',
  fr: 'fr-fr',
  ar: 'ar',
  pl: 'pl',
  es: 'es',
  ru: 'ru',
};

/**
 * Slower than the engine's 175 words a minute (-s), a lower pitch, a little air between words (-g): many callers are
 * elderly. UTF-8 comes in (-b), no pause after the last sentence (-z), which would be cut off again.
 */
const manner = ['-s', '150', '-p', '45', '-g', '1', '-b', '1', '-z', '--stdin', '--stdout'];

export interface EspeakOptions {
  /** The program and the arguments it always needs, such as the loader it runs through and its `--path`. */
  readonly command: readonly string[];
  /** Processes at once. */
  readonly atOnce?: number;
  /** Texts that may wait for a process. */
  readonly maxWaiting?: number;
  /** A process is killed after this. */
  readonly timeoutMs?: number;
}

/** espeak-ng, a process for each text (it is GPL: it stays outside). About 15 ms a sentence. */
export class Espeak implements Synthesizer {
  readonly #gate: Gate;
  /** Those that have no text; as many in all as the gate lets through. */
  readonly #idle: ProgramWorker[];
  readonly #workers: readonly ProgramWorker[];

  constructor({ command, atOnce = 2, maxWaiting = 200, timeoutMs = 10_000 }: EspeakOptions) {
    const whole = command.length === 0 ? [] : [...command, ...manner];
    this.#workers = Array.from({ length: atOnce }, () => new ProgramWorker(whole, timeoutMs));
    this.#idle = [...this.#workers];
    this.#gate = new Gate(atOnce, maxWaiting);
  }

  /** @throws SpeechError as the port says; `failed` also when what the program wrote is no sound. */
  async synthesize(text: string, language: string, signal?: AbortSignal): Promise<Pcm> {
    const voice = voiceOf(language);
    const wav = await this.#gate.run(() => this.#speak(voice, readable(text, language), signal), signal);
    try {
      return parseWav(wav);
    } catch (error) {
      if (!(error instanceof AudioError)) throw error;
      throw new SpeechError('failed', `espeak-ng wrote no sound (${error.message}): check its data files`);
    }
  }

  fingerprint(language: string): string {
    return JSON.stringify(['espeak-ng', voiceOf(language), manner]);
  }

  /** Ends the processes. */
  close(): void {
    for (const worker of this.#workers) worker.close();
  }

  async #speak(voice: string, text: string, signal: AbortSignal | undefined): Promise<Buffer> {
    const worker = this.#idle.pop();
    if (worker === undefined) throw new SpeechError('busy', 'more texts are spoken than there are workers');
    try {
      return await worker.run(`-v${voice}`, text, signal);
    } finally {
      this.#idle.push(worker);
    }
  }
}

function voiceOf(language: string): string {
  if (isLanguage(language)) return voices[language];
  throw new SpeechError('failed', `espeak-ng has no voice for the language "${language}" here`);
}

/** The text as espeak-ng must be given it to say what is written. */
function readable(text: string, language: string): string {
  // `[[...]]` would be read as phonemes; a value must not be able to say that.
  const plain = text.replaceAll(/\[(?=\[)/g, '[ ');
  if (language !== 'ar') return plain;
  return (
    plain
      // It drops a vowel sign that stands before the shadda, the order that Unicode normalisation gives.
      .replaceAll(/([\u064b-\u0650\u0652])\u0651/gu, '\u0651$1')
      // It says "t" for a final ta marbuta at a pause, where it is an "h".
      .replaceAll(/\u064e\u0629(?=\s*(?:[،؛.:؟!,]|$))/gu, '\u064e\u0647')
  );
}
