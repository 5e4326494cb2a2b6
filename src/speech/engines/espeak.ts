import { AudioError, type Pcm } from '../audio/pcm.ts';
import { parseWav } from '../audio/wav.ts';
import { Gate } from '../gate.ts';
import { isLanguage, type Language } from '../language.ts';
import { SpeechError, type Synthesizer } from '../synthesizer.ts';
import { runProgram } from './run-program.ts';

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

/** Slower than the engine's 175 words a minute, with a little air between words: many callers are elderly. */
const manner = { wordsPerMinute: 150, pitch: 45, wordGapTens: 1 };

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
  readonly #command: readonly string[];
  readonly #gate: Gate;
  readonly #timeoutMs: number;

  constructor({ command, atOnce = 2, maxWaiting = 200, timeoutMs = 10_000 }: EspeakOptions) {
    this.#command = command;
    this.#gate = new Gate(atOnce, maxWaiting);
    this.#timeoutMs = timeoutMs;
  }

  /** @throws SpeechError as the port says; `failed` also when what the program wrote is no sound. */
  async synthesize(text: string, language: string, signal?: AbortSignal): Promise<Pcm> {
    const command = [...this.#command, ...argumentsFor(voiceOf(language))];
    const options = { timeoutMs: this.#timeoutMs, signal };
    const wav = await this.#gate.run(() => runProgram(command, spokenInput(text), options), signal);
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
}

function voiceOf(language: string): string {
  if (isLanguage(language)) return voices[language];
  throw new SpeechError('failed', `espeak-ng has no voice for the language "${language}" here`);
}

/** `-b 1`: UTF-8 in; `-z`: no pause after the last sentence, which would be cut off again. */
function argumentsFor(voice: string): readonly string[] {
  const { wordsPerMinute, pitch, wordGapTens } = manner;
  const how = ['-s', String(wordsPerMinute), '-p', String(pitch), '-g', String(wordGapTens)];
  return ['-v', voice, ...how, '-b', '1', '-z', '--stdin', '--stdout'];
}

/** `[[...]]` would be read as phonemes; a value must not be able to say that. */
function spokenInput(text: string): string {
  return `${text.replaceAll(/\[(?=\[)/g, '[ ')}\n`;
}
