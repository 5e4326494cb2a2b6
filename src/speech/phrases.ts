import { MessageError } from './message-values.ts';
import type { Messages } from './messages.ts';

/** A text with all of its values, such as a choice of a menu with its key: nothing personal. */
export interface Phrase {
  readonly prompt: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Only these languages; undefined for all of them. */
  readonly languages: readonly string[] | undefined;
}

/** A phrase in the words of one language. */
export interface PhraseText {
  readonly id: string;
  readonly language: string;
  readonly text: string;
}

/** The phrases in words, with the file of each once it is there: as many as the flow files have. */
export class Phrases {
  readonly #texts = new Map<string, PhraseText>();
  readonly #paths = new Map<string, string>();

  /** What cannot be put into words is left out: it is reported when it is spoken. */
  constructor(messages: Messages, phrases: readonly Phrase[]) {
    for (const { prompt, values, languages } of phrases) {
      for (const language of languages ?? messages.languages) {
        if (!messages.has(prompt, language) || messages.isFixed(prompt, language)) continue;
        try {
          const { text } = messages.format(prompt, language, values);
          this.#texts.set(keyOf(text, language), { id: prompt, language, text });
        } catch (error) {
          if (!(error instanceof MessageError)) throw error;
        }
      }
    }
  }

  of(languages: readonly string[]): readonly PhraseText[] {
    return [...this.#texts.values()].filter(({ language }) => languages.includes(language));
  }

  has(text: string, language: string): boolean {
    return this.#texts.has(keyOf(text, language));
  }

  path(text: string, language: string): string | undefined {
    return this.#paths.get(keyOf(text, language));
  }

  made(text: string, language: string, path: string): void {
    this.#paths.set(keyOf(text, language), path);
  }
}

function keyOf(text: string, language: string): string {
  return `${language}/${text}`;
}
