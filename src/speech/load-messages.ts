import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, type Scalar } from 'yaml';
import type { Finding } from '../source/finding.ts';
import { longestPrompts } from '../source/limits.ts';
import { inPieces } from '../source/pieces.ts';
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
 * The files that hold a language's texts: `<directory>/<language>.yaml`, the files of the folder
 * `<directory>/<language>/`, or both. Without any of them the first, so that its absence is reported.
 * @returns paths, sorted
 */
export async function promptFiles(directory: string, language: string): Promise<readonly string[]> {
  const list = async (folder: string) => await readdir(folder).catch((): string[] => []);
  const isTexts = (name: string) => name.endsWith('.yaml') && !name.startsWith('.');
  const single = `${language}.yaml`;
  const [beside, inside] = await Promise.all([list(directory), list(join(directory, language))]);
  const own = inside.filter(isTexts).map((name) => join(directory, language, name));
  return beside.includes(single) || own.length === 0 ? [join(directory, single), ...own.sort()] : own.sort();
}

/**
 * Reads the files of each language (see promptFiles): maps of any depth whose leaves are ICU messages; the id of a
 * text is its keys joined by dots. Texts with a problem are left out; all problems are reported at once.
 */
export async function loadMessages(directory: string, languages: readonly string[]): Promise<LoadedMessages> {
  const read: { language: string; files: readonly PromptFile[] }[] = [];
  for (const language of languages) read.push({ language, files: await readLanguage(directory, language) });
  const problems: Finding[] = [];
  const texts = new Map<string, ReadonlyMap<string, LocatedMessage>>();
  for (const { language, files } of read) {
    const own = new Map<string, LocatedMessage>();
    for (const file of files) {
      problems.push(...file.problems);
      for (const [id, text] of file.texts) {
        const earlier = own.get(id);
        if (earlier === undefined) own.set(id, text);
        else problems.push(file.writtenTwice(id, text, earlier));
      }
    }
    if (isLanguage(language)) texts.set(language, own);
  }
  const byLanguage = new Map(read.map(({ language, files }) => [language, files]));
  return {
    messages: new Messages(texts),
    problems,
    isBroken: (id, language) => byLanguage.get(language)?.some((file) => file.isBroken(id)) ?? true,
  };
}

async function readLanguage(directory: string, language: string): Promise<readonly PromptFile[]> {
  if (!isLanguage(language)) {
    const mend = `Use some of: ${knownLanguages.join(', ')}`;
    const message = `"${language}" is not a language that can be spoken`;
    const remark = { code: 'prompt', message, mend };
    return [new PromptFile(new Source(join(directory, `${language}.yaml`), '', { unread: remark }), 'it')];
  }
  const paths = await promptFiles(directory, language);
  const sources: Source[] = [];
  for (const path of paths) sources.push(await readSource(path, longestPrompts));
  return await inPieces(promptFilesOf(sources, language));
}

function* promptFilesOf(sources: readonly Source[], language: Language): Generator<void, PromptFile[]> {
  const files: PromptFile[] = [];
  for (const source of sources) {
    files.push(new PromptFile(source, language));
    yield;
  }
  return files;
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

  writtenTwice(id: string, text: LocatedMessage, earlier: LocatedMessage): Finding {
    const { file, line } = earlier.position;
    const message = `"${id}" stands in ${file}:${line} too`;
    const mend = 'Keep one of the two';
    return { severity: 'error', code: 'duplicate-key', ...text.position, message, mend };
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
