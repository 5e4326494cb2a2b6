import { isLanguage } from './language.ts';
import type { FormattedMessage, Message } from './message.ts';
import { type MessageNeed, speakingSeconds } from './message-facts.ts';
import { MessageError } from './message-values.ts';

/** Where a text stands. Line and column count from 1. */
export interface MessagePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface LocatedMessage {
  readonly message: Message;
  readonly position: MessagePosition;
}

/** The texts of all prompts, by language and id ("stato-domanda.chiedi-cf"). Read with `loadMessages`. */
export class Messages {
  readonly languages: readonly string[];
  readonly #byLanguage: ReadonlyMap<string, ReadonlyMap<string, LocatedMessage>>;

  constructor(byLanguage: ReadonlyMap<string, ReadonlyMap<string, LocatedMessage>>) {
    this.languages = [...byLanguage.keys()];
    this.#byLanguage = byLanguage;
  }

  /** All ids that a language has a text for. */
  ids(language: string): readonly string[] {
    return [...(this.#byLanguage.get(language)?.keys() ?? [])];
  }

  has(id: string, language: string): boolean {
    return this.#byLanguage.get(language)?.has(id) ?? false;
  }

  /** Names of the arguments of a text; empty for a text that does not exist. */
  variables(id: string, language: string): readonly string[] {
    return this.#find(id, language)?.message.variables ?? [];
  }

  /** What the arguments of a text must be; none for a text that does not exist. */
  needs(id: string, language: string): readonly MessageNeed[] {
    return this.#find(id, language)?.message.needs ?? [];
  }

  /** About how long a text takes to speak at most, in seconds; 0 for a text that does not exist. */
  seconds(id: string, language: string): number {
    const found = this.#find(id, language);
    return found === undefined || !isLanguage(language) ? 0 : speakingSeconds(found.message.length, language);
  }

  position(id: string, language: string): MessagePosition | undefined {
    return this.#find(id, language)?.position;
  }

  /** True for a text without arguments: it always sounds the same and is rendered ahead of time. */
  isFixed(id: string, language: string): boolean {
    return this.#find(id, language)?.message.variables.length === 0;
  }

  /**
   * The words to speak, and the same masked for the journal.
   * Dates are ISO ("2026-11-23"), times ISO date-times (shown in Europe/Rome), amounts whole cents.
   * @throws MessageError `unknown-message`; `missing-value`, `wrong-value` or `sensitive` for a value.
   */
  format(id: string, language: string, values: Readonly<Record<string, unknown>>): FormattedMessage {
    return this.#get(id, language).message.format(values);
  }

  /** The same to be read, in a text message: dates, times, amounts and codes in figures. @throws MessageError as `format` */
  write(id: string, language: string, values: Readonly<Record<string, unknown>>): string {
    return this.#get(id, language).message.write(values);
  }

  #get(id: string, language: string): LocatedMessage {
    const found = this.#find(id, language);
    if (found !== undefined) return found;
    const mend = isLanguage(language) ? `add it to prompts/${language}` : 'there is no such language';
    throw new MessageError('unknown-message', `there is no text "${id}" in "${language}": ${mend}`);
  }

  #find(id: string, language: string): LocatedMessage | undefined {
    return this.#byLanguage.get(language)?.get(id);
  }
}
