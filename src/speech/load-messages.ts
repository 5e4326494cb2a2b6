import { join } from 'node:path';
import { isMap, isScalar, type Scalar } from 'yaml';
import type { Finding } from '../source/finding.ts';
import { longestPrompts } from '../source/limits.ts';
import { readSource } from '../source/read-text.ts';
import { Source } from '../source/source.ts';
import { isLanguage, languages as knownLanguages, type Language } from './language.ts';
import { Message, MessageSyntaxError } from './message.ts';
import { type LocatedMessage, Messages } from './messages.ts';

const idPart = /^[\p{Ll}\p{N}][\p{Ll}\p{N}-]*$/u;

/** Characters of the longest text: some minutes of speech. */
const longestText = 5000;

/** The texts that can be used, everything that is wrong, and what is therefore missing from the texts. */
export interface LoadedMessages {
  readonly messages: Messages;
  readonly problems: readonly Finding[];
  /** True for a text that is written but cannot be used, and for every text of a file that cannot be read. */
  isBroken(id: string, language: string): boolean;
}

/**
 * Reads `<directory>/<language>.yaml` for each language: maps of any depth whose leaves are ICU messages; the id of
 * a text is its keys joined by dots. Texts with a problem are left out; all problems are reported at once.
 */
export async function loadMessages(directory: string, languages: readonly string[]): Promise<LoadedMessages> {
  const files = new Map<string, PromptFile>();
  const problems: Finding[] = [];
  const sources = await Promise.all(
    languages.map(async (language) => {
      const file = join(directory, `${language}.yaml`);
      return {
        language,
        source: isLanguage(language) ? await readSource(file, longestPrompts) : new Source(file, ''),
      };
    }),
  );
  for (const { language, source } of sources) {
    if (!isLanguage(language)) {
      const mend = `Use some of: ${knownLanguages.join(', ')}`;
      const message = `"${language}" is not a language that can be spoken`;
      problems.push(source.finding([], { code: 'prompt', message, mend }));
      continue;
    }
    const file = new PromptFile(source, language);
    problems.push(...file.problems);
    files.set(language, file);
  }
  return {
    messages: new Messages(new Map([...files].map(([language, file]) => [language, file.texts]))),
    problems,
    isBroken: (id, language) => files.get(language)?.isBroken(id) ?? true,
  };
}

class PromptFile {
  readonly texts = new Map<string, LocatedMessage>();
  readonly problems: Finding[];
  readonly #source: Source;
  readonly #language: Language;
  readonly #broken = new Set<string>();

  constructor(source: Source, language: Language) {
    this.#source = source;
    this.#language = language;
    this.problems = [...source.problems];
    const { contents } = source;
    if (isMap(contents)) this.#walk(contents, '');
    else if (source.problems.length === 0)
      this.#report(0, 'the file is not a map of prompts', 'Write `flow:` and its prompts under it');
  }

  /** After YAML that does not parse, nobody knows what else the file holds. */
  isBroken(id: string): boolean {
    return this.#broken.has(id) || this.#source.problems.some((problem) => problem.code !== 'duplicate-key');
  }

  #walk(map: unknown, prefix: string): void {
    if (!isMap(map)) return;
    for (const { key, value } of map.items) {
      const at = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
      const name = isScalar(key) ? String(key.value) : '';
      const id = prefix === '' ? name : `${prefix}.${name}`;
      if (!idPart.test(name)) {
        this.#report(at, `"${name}" cannot be part of a prompt id`, 'Use small letters, figures and hyphens');
      } else if (isMap(value)) {
        this.#walk(value, id);
      } else if (isScalar(value) && typeof value.value === 'string' && value.value.trim() !== '') {
        this.#add(id, value, value.value, at);
      } else {
        this.#broken.add(id);
        this.#report(at, `"${id}" has no text`, 'Write the text that callers hear, in quotation marks');
      }
    }
  }

  #add(id: string, node: Scalar, text: string, at: number): void {
    if (this.texts.has(id)) return;
    if (text.length > longestText) {
      this.#broken.add(id);
      this.#report(at, `"${id}" has more than ${longestText} characters`, 'Split it into several prompts');
      return;
    }
    try {
      const message = new Message(text, this.#language);
      this.texts.set(id, { message, position: this.#source.placeOf(at) });
    } catch (error) {
      if (!(error instanceof MessageSyntaxError)) throw error;
      this.#broken.add(id);
      this.#report(this.#offsetIn(node, text, error.offset), `"${id}": ${error.message}`, error.mend);
    }
  }

  /** The place in the file of a character of a text; the text's start where YAML folds or escapes it. */
  #offsetIn(node: Scalar, text: string, offset: number): number {
    const start = node.range?.[0] ?? 0;
    const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0;
    return this.#source.holds(text, start + quoted) ? start + quoted + offset : start;
  }

  #report(offset: number, message: string, mend: string): void {
    this.problems.push(this.#source.findingAt(offset, { code: 'prompt', message, mend }));
  }
}
