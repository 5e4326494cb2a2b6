import type { z } from 'zod';
import { FindingsError } from './finding.ts';
import { issueFindings } from './issues.ts';
import type { Path, Source } from './source.ts';

/** What is wrong at a path of a file. */
export interface Issue {
  readonly path: Path;
  readonly message: string;
  readonly mend: string;
}

/** A YAML file read through a schema. */
export class Configuration<T> {
  readonly data: T;
  readonly #source: Source;

  /** @throws FindingsError when the text is no YAML or does not fit the schema */
  constructor(source: Source, schema: z.ZodType<T>) {
    this.#source = source;
    if (source.problems.length > 0) throw new FindingsError(source.problems);
    const read = schema.safeParse(source.data);
    if (!read.success) throw new FindingsError(issueFindings(source, [], read.error, schema));
    this.data = read.data;
  }

  /** @throws FindingsError always, with the issues at their places. */
  refuse(code: string, issues: readonly Issue[]): never {
    throw new FindingsError(
      issues.map(({ path, message, mend }) =>
        this.#source.finding(path, {
          code,
          message: path.length > 0 ? `${path.map(String).join('.')}: ${message}` : message,
          mend,
        }),
      ),
    );
  }
}
