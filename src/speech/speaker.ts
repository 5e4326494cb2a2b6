import { join } from 'node:path';
import type { Logger } from 'pino';
import { within } from './deadline.ts';
import { Fallback } from './fallback.ts';
import { FixedAudio, type ObtainedAudio } from './fixed-audio.ts';
import { MessageError } from './message-values.ts';
import type { Messages } from './messages.ts';
import { type Phrase, Phrases } from './phrases.ts';
import { type PreparationOptions, type PreparationReport, prepareAll } from './preparation.ts';
import { findRecordings, type Recording } from './recordings.ts';
import { Renderer } from './renderer.ts';
import type { Synthesizer } from './synthesizer.ts';
import { VariableAudio } from './variable-audio.ts';

export interface SpeakerOptions {
  readonly messages: Messages;
  readonly synthesizer: Synthesizer;
  /** Where rendered audio is kept; absolute, readable by Asterisk. */
  readonly directory: string;
  /** Folder with recordings/<language>/<id>.wav that win over synthesis; none when left out. */
  readonly recordings?: string;
  readonly logger: Logger;
  /** The prompt of the apology that is always there. */
  readonly apologyId?: string;
  /** Texts with values that are known before any call: prepared and kept like texts without values. */
  readonly phrases?: readonly Phrase[];
}

type Values = Readonly<Record<string, unknown>>;

/** Prompts as audio files. All paths are absolute and end in .alaw (8 kHz A-law). */
export class Speaker {
  readonly #messages: Messages;
  readonly #fixed: FixedAudio;
  readonly #variable: VariableAudio;
  readonly #fallback: Fallback;
  readonly #recordings: ReadonlyMap<string, Recording>;
  readonly #options: SpeakerOptions;
  /** Files of fixed texts, by language and id: at most one for each text. */
  readonly #prepared = new Map<string, readonly string[]>();
  readonly #phrases: Phrases;

  private constructor(
    options: SpeakerOptions,
    parts: {
      fixed: FixedAudio;
      variable: VariableAudio;
      fallback: Fallback;
      recordings: readonly Recording[];
    },
  ) {
    this.#options = options;
    this.#messages = options.messages;
    this.#fixed = parts.fixed;
    this.#variable = parts.variable;
    this.#fallback = parts.fallback;
    this.#recordings = new Map(parts.recordings.map((one) => [keyOf(one.id, one.language), one]));
    this.#phrases = new Phrases(options.messages, options.phrases ?? []);
  }

  /**
   * A speaker whose apology is rendered. Call `prepare` next.
   * @throws SpeechError `unavailable` when there is no apology, not even one of an earlier run, or the disk cannot be used.
   */
  static async open(options: SpeakerOptions): Promise<Speaker> {
    const renderer = new Renderer(options.synthesizer);
    const { directory, logger } = options;
    const variable = await VariableAudio.open({ directory: join(directory, 'variable'), renderer, logger });
    try {
      return await Speaker.#with(options, new FixedAudio(join(directory, 'fixed'), renderer), variable);
    } catch (error) {
      await variable.close();
      throw error;
    }
  }

  static async #with(options: SpeakerOptions, fixed: FixedAudio, variable: VariableAudio): Promise<Speaker> {
    const { messages, logger, directory } = options;
    const { recordings, problems } = options.recordings
      ? await findRecordings(options.recordings, messages)
      : { recordings: [], problems: [] };
    for (const problem of problems) logger.warn(problem, 'a recording is not used');
    const fallback = new Fallback(join(directory, 'fallback'), logger);
    const speaker = new Speaker(options, { fixed, variable, fallback, recordings });
    const apology = options.apologyId ?? 'sistema.scuse';
    await fallback.load(
      messages.languages,
      async (language) => (await speaker.#obtainFixed(apology, language)).path,
    );
    return speaker;
  }

  /** A speaker for changed texts that shares the audio of this one; this one stays good for calls under way. */
  reload(changed: Pick<SpeakerOptions, 'messages' | 'apologyId' | 'phrases'>): Promise<Speaker> {
    return Speaker.#with({ ...this.#options, ...changed }, this.#fixed, this.#variable);
  }

  /** The files to play, when they are there. Takes microseconds. */
  ready(id: string, language: string, values: Values): readonly string[] | undefined {
    const prepared = this.#prepared.get(keyOf(id, language));
    if (prepared !== undefined || this.#messages.isFixed(id, language)) return prepared;
    try {
      const { text } = this.#messages.format(id, language, values);
      const path = this.#phrases.path(text, language) ?? this.#variable.ready(text, language);
      return path === undefined ? undefined : [path];
    } catch (error) {
      // `render` reports it.
      if (error instanceof MessageError) return undefined;
      throw error;
    }
  }

  /**
   * The files to play, rendered where they are not there.
   * @throws SpeechError, `timed-out` after `deadlineMs`; MessageError when the text or a value is wrong.
   */
  async render(id: string, language: string, values: Values, deadlineMs: number): Promise<readonly string[]> {
    const ready = this.ready(id, language, values);
    if (ready !== undefined) return ready;
    if (this.#messages.isFixed(id, language))
      return [(await within(deadlineMs, this.#obtainFixed(id, language))).path];
    const { text } = this.#messages.format(id, language, values);
    const audio = this.#phrases.has(text, language)
      ? this.#obtainPhrase(text, language).then(({ path }) => path)
      : this.#variable.render(text, language);
    return [await within(deadlineMs, audio)];
  }

  /** Like `render`, but whatever goes wrong is logged and the apology plays. Never rejects. */
  async renderOrFallback(
    id: string,
    language: string,
    values: Values,
    deadlineMs: number,
  ): Promise<readonly string[]> {
    try {
      return await this.render(id, language, values, deadlineMs);
    } catch (error) {
      this.#options.logger.error(
        { err: error, prompt: id, language },
        'a prompt could not be spoken: the apology plays',
      );
      return this.fallback(language);
    }
  }

  /** The apology: always there, in the caller's language wherever it could be rendered. */
  fallback(language: string): readonly string[] {
    return this.#fallback.files(language);
  }

  /**
   * Renders all fixed texts and phrases of the languages that are not rendered yet. Texts that fail are in the report and logged;
   * they are tried again when they are needed.
   * @throws SpeechError `cancelled` when the signal fires.
   */
  async prepare(languages: readonly string[], options: PreparationOptions = {}): Promise<PreparationReport> {
    const texts = languages.flatMap((language) => {
      const fixed = this.#messages.ids(language).filter((id) => this.#messages.isFixed(id, language));
      return fixed.map((id) => ({
        id,
        language,
        obtain: () => this.#obtainFixed(id, language, options.signal),
      }));
    });
    const phrases = this.#phrases.of(languages).map(({ id, language, text }) => ({
      id,
      language,
      obtain: () => this.#obtainPhrase(text, language, options.signal),
    }));
    const report = await prepareAll([...texts, ...phrases], ({ obtain }) => obtain(), options);
    const [first] = report.failed;
    if (first !== undefined) {
      const { id, language, error } = first;
      const failed = report.failed.length;
      this.#options.logger.error(
        { err: error, prompt: id, language, failed },
        'prompts could not be rendered ahead of time',
      );
    }
    return report;
  }

  /** Removes the audio with personal data in it. For the last speaker of a chain of `reload`s. */
  close(): Promise<void> {
    return this.#variable.close();
  }

  async #obtainFixed(id: string, language: string, signal?: AbortSignal): Promise<ObtainedAudio> {
    const { text } = this.#messages.format(id, language, {});
    const recorded = await this.#obtainRecording(id, language);
    const obtained = recorded ?? (await this.#fixed.text(text, language, signal));
    this.#prepared.set(keyOf(id, language), [obtained.path]);
    return obtained;
  }

  async #obtainPhrase(text: string, language: string, signal?: AbortSignal): Promise<ObtainedAudio> {
    const obtained = await this.#fixed.text(text, language, signal);
    this.#phrases.made(text, language, obtained.path);
    return obtained;
  }

  /** A recording that cannot be used is reported, and the text is synthesised. */
  async #obtainRecording(id: string, language: string): Promise<ObtainedAudio | undefined> {
    const recording = this.#recordings.get(keyOf(id, language));
    if (recording === undefined) return undefined;
    try {
      return await this.#fixed.recording(recording);
    } catch (error) {
      this.#options.logger.error(
        { err: error, prompt: id, language },
        'a recording cannot be used: its text is synthesised',
      );
      return undefined;
    }
  }
}

function keyOf(id: string, language: string): string {
  return `${language}/${id}`;
}
