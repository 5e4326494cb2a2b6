import type { Finding } from '../../source/finding.ts';
import type { Project } from '../project.ts';
import type { Fields } from '../types.ts';

/** The texts of the prompts, as far as the checks need them; speech/ gives the real ones. */
export interface PromptCatalog {
  has(prompt: string, language: string): boolean;
  /** The ids that exist in this language. */
  ids(language: string): Iterable<string>;
}

/** A back-office operation, as far as the checks need it; backoffice/ gives the real ones. */
export interface OperationFacts {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly optional: readonly string[];
  readonly outcomes: readonly string[];
  /** The values of each outcome. */
  readonly results: Readonly<Record<string, Fields>>;
}

/** Everything a check may look at. */
export interface CheckContext {
  readonly project: Project;
  readonly prompts: PromptCatalog;
  readonly operations: readonly OperationFacts[];
  /** The flows that the numbers lead to. */
  readonly entryFlows: readonly {
    readonly flow: string;
    readonly finding: (given: { code: string; message: string; mend: string }) => Finding;
  }[];
}

/** A check: one function over the whole project. */
export type Check = (context: CheckContext) => Finding[];
