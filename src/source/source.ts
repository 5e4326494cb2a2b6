import { type Document, isMap, isNode, isPair, isScalar, type Pair, parseDocument } from 'yaml';
import type { Finding } from './finding.ts';
import { excess, longestFlow, textProblem } from './limits.ts';

export type Path = readonly PropertyKey[];

/** What is wrong at a place of a file; an error unless it says otherwise. */
export interface Remark {
  readonly code: string;
  readonly message: string;
  readonly mend: string;
  readonly severity?: Finding['severity'];
}

export interface SourceOptions {
  /** What kept the file from being read, if anything did. */
  readonly unread?: Remark | undefined;
  /** Characters that the file may have. */
  readonly longest?: number;
}

/** More problems than this in one file's YAML help nobody. */
const mostProblems = 20;

/** A YAML file with the places of everything in it. Whatever the text is, this neither throws nor hangs. */
export class Source {
  readonly file: string;
  /** What is wrong with the YAML itself; where there is anything, `data` is not to be used. */
  readonly problems: readonly Finding[];
  /** What the file holds, without a byte order mark; empty where it could not be read. */
  readonly text: string;
  /** Where each line begins: the parser's own count misses some where a text is cut off. */
  readonly #starts: readonly number[];
  readonly #document: Document;
  readonly #pairs = new WeakMap<object, ReadonlyMap<string, Pair>>();

  /**
   * @param file the path that findings will name
   */
  constructor(file: string, text: string, { unread, longest = longestFlow }: SourceOptions = {}) {
    this.file = file;
    const problem = unread ?? textProblem(text, longest);
    const clean = problem === undefined ? text.replace(/^\uFEFF/, '') : '';
    this.text = clean;
    this.#starts = [0, ...[...clean.matchAll(/\n/g)].map(({ index }) => index + 1)];
    this.#document = this.#parse(clean);
    if (problem !== undefined) this.problems = [this.#at(0, problem)];
    else this.problems = this.#yamlProblems().slice(0, mostProblems);
  }

  get data(): unknown {
    return this.problems.length > 0 ? undefined : this.#document.toJS();
  }

  /** The YAML itself, as far as it could be read, for readers that walk it. */
  get contents(): unknown {
    return this.#document.contents;
  }

  /** A finding at a path of this file. */
  finding(path: Path, remark: Remark): Finding {
    return this.#at(this.#offsetOf(path), remark);
  }

  /** A finding at the value that a path leads to, some characters into it where the text stands as it is written. */
  findingInValue(path: Path, remark: Remark, offset = 0): Finding {
    const node = this.#node(path);
    if (!isScalar(node) || !isNode(node)) return this.finding(path, remark);
    const start = node.range?.[0] ?? 0;
    const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0;
    const exact = this.holds(String(node.value), start + quoted);
    return this.#at(exact ? start + quoted + offset : start, remark);
  }

  /** Where a character of this file stands. */
  placeOf(offset: number): { file: string; line: number; column: number } {
    return { file: this.file, ...this.#place(offset) };
  }

  /** Whether the file has exactly this text at a character: not where YAML folds or escapes it. */
  holds(text: string, offset: number): boolean {
    return this.text.startsWith(text, offset);
  }

  /** A finding at a character of this file. */
  findingAt(offset: number, remark: Remark): Finding {
    return this.#at(offset, remark);
  }

  /** Line and column (from 1) of the key that the path names, or of the nearest part of the path that is there. */
  position(path: Path): { line: number; column: number } {
    return this.#place(this.#offsetOf(path));
  }

  #at(offset: number, { severity = 'error', code, message, mend }: Remark): Finding {
    return {
      severity,
      code,
      file: this.file,
      ...this.#place(offset),
      message: short(message),
      mend: short(mend),
    };
  }

  #place(offset: number): { line: number; column: number } {
    const at = Math.min(offset, this.text.length);
    let [line, end] = [0, this.#starts.length];
    while (end - line > 1) {
      const middle = (line + end) >> 1;
      if ((this.#starts[middle] ?? 0) <= at) line = middle;
      else end = middle;
    }
    return { line: line + 1, column: at - (this.#starts[line] ?? 0) + 1 };
  }

  #parse(text: string): Document {
    try {
      // Keys are compared by `excess`: the library's own comparison takes a time that grows with the square.
      return parseDocument(text, { uniqueKeys: false, prettyErrors: false });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return this.#parse('"nested too deeply');
    }
  }

  #yamlProblems(): readonly Finding[] {
    const { errors, warnings } = this.#document;
    const broken = [...errors, ...warnings].slice(0, mostProblems).map((problem) =>
      this.#at(problem.pos[0], {
        code: 'yaml',
        message: problem.message.replace(/[:.]$/, '').replace(/;.*parseAllDocuments.*/, ''),
        mend: mendOf(problem.code),
      }),
    );
    if (broken.length > 0) return broken;
    return excess(this.#document).map(({ offset, ...remark }) => this.#at(offset, remark));
  }

  #offsetOf(path: Path): number {
    let node: unknown = this.#document.contents;
    let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    for (const name of path) {
      const pair = this.#pair(node, name);
      const next: unknown = pair === undefined ? itemOf(node, name) : pair.value;
      const place = pair?.key ?? next;
      if (!isNode(place)) break;
      offset = place.range?.[0] ?? offset;
      node = next;
    }
    return offset;
  }

  #node(path: Path): unknown {
    let node: unknown = this.#document.contents;
    for (const name of path) node = this.#pair(node, name)?.value ?? itemOf(node, name);
    return node;
  }

  #pair(map: unknown, name: PropertyKey): Pair | undefined {
    if (!isMap(map)) return undefined;
    let pairs = this.#pairs.get(map);
    if (pairs === undefined) {
      pairs = new Map(map.items.filter(isPair).map((pair) => [String(pair.key), pair]));
      this.#pairs.set(map, pairs);
    }
    return pairs.get(String(name));
  }
}

function itemOf(list: unknown, index: PropertyKey): unknown {
  if (typeof list !== 'object' || list === null || isMap(list) || !('items' in list)) return undefined;
  return Array.isArray(list.items) ? list.items[Number(index)] : undefined;
}

function mendOf(code: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'Indent with spaces, never with tabs';
    case 'MULTIPLE_DOCS':
      return 'Keep one document a file: take the second `---` out';
    case 'TAG_RESOLVE_FAILED':
      return 'Take the `!` out, or put the text in quotes';
    default:
      return 'Mend the YAML here';
  }
}

/** Messages may quote what a file holds, but not a megabyte of it. */
function short(text: string): string {
  return text.length <= 400 ? text : `${text.slice(0, 400)}…`;
}
