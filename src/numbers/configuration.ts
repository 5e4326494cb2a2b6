import { isMap, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** Something wrong in a file that ops staff write: where it is (line and column from 1) and how to mend it. */
export interface Fault {
  readonly severity: 'error';
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly mend: string;
}

/** A file is not all right and nothing of it is used; `findings` says why. */
export class ConfigurationError extends Error {
  readonly findings: readonly Fault[];

  constructor(findings: readonly Fault[]) {
    super(
      findings
        .map(({ file, line, column, message, mend }) => `${file}:${line}:${column}: ${message}. ${mend}`)
        .join('\n'),
    );
    this.name = 'ConfigurationError';
    this.findings = findings;
  }
}

/** What is wrong at a path of a file. */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly mend: string;
}

/** A YAML file read through a schema, with the places of everything in it. */
export class Configuration<T> {
  readonly data: T;
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #document: ReturnType<typeof parseDocument>;

  /**
   * @param file the path that findings name
   * @throws ConfigurationError when the text is no YAML or does not fit the schema
   */
  constructor(file: string, text: string, schema: z.ZodType<T>) {
    this.#file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines });
    const [problem] = this.#document.errors;
    if (problem !== undefined) {
      const message = problem.message.split(' at line ')[0] ?? problem.message;
      throw new ConfigurationError([this.#fault('yaml', problem.pos[0], message, 'Mend the YAML here')]);
    }
    const read = schema.safeParse(this.#document.toJS());
    if (!read.success) {
      this.refuse(
        'schema',
        read.error.issues.map(({ path, message }) => ({
          path,
          message,
          mend: 'Write it as the comments say',
        })),
      );
    }
    this.data = read.data;
  }

  /** @throws ConfigurationError always, with the issues at their places. */
  refuse(code: string, issues: readonly Issue[]): never {
    throw new ConfigurationError(
      issues.map(({ path, message, mend }) =>
        this.#fault(
          code,
          this.#offset(path),
          path.length > 0 ? `${path.join('.')}: ${message}` : message,
          mend,
        ),
      ),
    );
  }

  #fault(code: string, offset: number, message: string, mend: string): Fault {
    const { line, col } = this.#lines.linePos(offset);
    return { severity: 'error', code, file: this.#file, line, column: col, message, mend };
  }

  /** Where the key that the path names begins, or the nearest part of the path that is there. */
  #offset(path: readonly PropertyKey[]): number {
    let node: unknown = this.#document.contents;
    let offset = 0;
    for (const name of path) {
      const pair = isMap(node)
        ? node.items.find((item) => isNode(item.key) && String(item.key) === String(name))
        : undefined;
      if (isNode(pair?.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair?.value;
    }
    return offset;
  }
}
