import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument, type Scalar } from 'yaml';
import { errorCode } from './error-code.ts';
import { isLanguage, languages as knownLanguages, type Language } from './language.ts';
import { Message, MessageSyntaxError } from './message.ts';
import { type LocatedMessage, type MessageProblem, Messages } from './messages.ts';

const idPart = /^[\p{Ll}\p{N}][\p{Ll}\p{N}-]*$/u;

/**
 * Reads `<directory>/<language>.yaml` for each language: maps of any depth whose leaves are ICU messages; the id of
 * a text is its keys joined by dots. Texts with a problem are left out; all problems are reported at once.
 */
export async function loadMessages(
  directory: string,
  languages: readonly string[],
): Promise<{ messages: Messages; problems: readonly MessageProblem[] }> {
  const byLanguage = new Map<string, ReadonlyMap<string, LocatedMessage>>();
  const problems: MessageProblem[] = [];
  for (const language of languages) {
    const file = join(directory, `${language}.yaml`);
    const start = { file, line: 1, column: 1 };
    if (!isLanguage(language)) {
      const mend = `Use some of: ${knownLanguages.join(', ')}`;
      problems.push({ ...start, message: `"${language}" is not a language that can be spoken`, mend });
      continue;
    }
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      const reason = errorCode(error) ?? error;
      problems.push({
        ...start,
        message: `cannot read the texts (${reason})`,
        mend: 'Create the file or make it readable',
      });
      return undefined;
    });
    const reader = new PromptFile(file, language);
    if (text !== undefined) reader.read(text);
    problems.push(...reader.problems);
    byLanguage.set(language, reader.texts);
  }
  return { messages: new Messages(byLanguage), problems };
}

class PromptFile {
  readonly texts = new Map<string, LocatedMessage>();
  readonly problems: MessageProblem[] = [];
  readonly #file: string;
  readonly #language: Language;
  readonly #lines = new LineCounter();
  #source = '';

  constructor(file: string, language: Language) {
    this.#file = file;
    this.#language = language;
  }

  read(source: string): void {
    this.#source = source;
    const document = parseDocument(source, { lineCounter: this.#lines, prettyErrors: false });
    for (const error of [...document.errors, ...document.warnings]) {
      this.#report(error.pos[0], error.message, 'Mend the YAML here');
    }
    const { contents } = document;
    if (isMap(contents)) this.#walk(contents, '');
    else if (contents !== null)
      this.#report(0, 'the file is not a map of prompts', 'Write `flow:` and its prompts under it');
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
        this.#report(at, `"${id}" has no text`, 'Write the text that callers hear, in quotation marks');
      }
    }
  }

  #add(id: string, node: Scalar, text: string, at: number): void {
    const { line, col } = this.#lines.linePos(at);
    try {
      const message = new Message(text, this.#language);
      this.texts.set(id, { message, position: { file: this.#file, line, column: col } });
    } catch (error) {
      if (!(error instanceof MessageSyntaxError)) throw error;
      this.#report(this.#offsetIn(node, text, error.offset), `"${id}": ${error.message}`, error.mend);
    }
  }

  /** The place in the file of a character of a text; the text's start where YAML folds or escapes it. */
  #offsetIn(node: Scalar, text: string, offset: number): number {
    const start = node.range?.[0] ?? 0;
    const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0;
    return this.#source.startsWith(text, start + quoted) ? start + quoted + offset : start;
  }

  #report(offset: number, message: string, mend: string): void {
    const { line, col } = this.#lines.linePos(offset);
    this.problems.push({ file: this.#file, line, column: col, message, mend });
  }
}
