import { isMap, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import type { Finding } from './finding.ts';

export type Path = readonly (string | number)[];

/** A YAML file with the places of everything in it. */
export class Source {
  readonly file: string;
  readonly #lines = new LineCounter();
  readonly #document: ReturnType<typeof parseDocument>;

  /** @param file the path that findings will name. */
  constructor(file: string, text: string) {
    this.file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true });
  }

  /** What is wrong with the YAML itself. */
  get problems(): readonly Finding[] {
    return [...this.#document.errors, ...this.#document.warnings].map((problem) => {
      const { line, col } = this.#lines.linePos(problem.pos[0]);
      return {
        severity: 'error',
        code: 'yaml',
        file: this.file,
        line,
        column: col,
        message: problem.message.split(' at line ')[0]?.replace(/[:.]$/, '') ?? problem.message,
        mend: 'Mend the YAML here',
      };
    });
  }

  get data(): unknown {
    return this.#document.toJS();
  }

  /** A finding at a path of this file. */
  finding(
    path: Path,
    given: { code: string; message: string; mend: string; severity?: Finding['severity'] },
  ): Finding {
    return { severity: given.severity ?? 'error', file: this.file, ...this.position(path), ...given };
  }

  /** Line and column (from 1) of the key that the path names, or of the nearest part of the path that is there. */
  position(path: Path): { line: number; column: number } {
    for (let length = path.length; length >= 0; length--) {
      const offset = this.#offset(path.slice(0, length));
      if (offset !== undefined) {
        const { line, col } = this.#lines.linePos(offset);
        return { line, column: col };
      }
    }
    return { line: 1, column: 1 };
  }

  #offset(path: Path): number | undefined {
    const key = path.at(-1);
    const parent = path.length === 0 ? undefined : this.#document.getIn(path.slice(0, -1), true);
    if (isMap(parent)) {
      const pair = parent.items.find(
        (item) => isPair(item) && isNode(item.key) && String(item.key) === String(key),
      );
      if (pair !== undefined && isNode(pair.key)) return pair.key.range?.[0];
    }
    const node = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    return isNode(node) ? node.range?.[0] : undefined;
  }
}
