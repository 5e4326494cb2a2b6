import type { Finding } from '../../source/finding.ts';
import type { Remark, Source } from '../../source/source.ts';
import type { InferredTypes } from '../infer.ts';
import type { Project } from '../project.ts';
import type { Reach } from '../reach.ts';
import type { Fields } from '../types.ts';

/** What an argument of a text must be. `branches` are the names that its select has, apart from `other`. */
export interface PromptNeed {
  readonly variable: string;
  readonly kind: 'text' | 'number' | 'cents' | 'code' | 'date' | 'time' | 'choice';
  readonly branches?: readonly string[];
}

/** The texts of the prompts, as far as the checks need them; speech/ gives the real ones. */
export interface PromptCatalog {
  /** True too for a text that is written but broken: that has its own finding. */
  has(prompt: string, language: string): boolean;
  /** The ids that exist in this language. */
  ids(language: string): Iterable<string>;
  needs(prompt: string, language: string): readonly PromptNeed[];
  /** About how long it takes to speak, at most. */
  seconds(prompt: string, language: string): number;
  /** A finding where the text stands. */
  finding(prompt: string, language: string, remark: Remark): Finding;
}

/** A back-office operation, as far as the checks need it; backoffice/ gives the real ones. */
export interface OperationFacts {
  readonly name: string;
  /** The key of the steps that may ask for it; `look-up` when left out. */
  readonly key?: string;
  readonly arguments: readonly string[];
  readonly optional: readonly string[];
  /** What the arguments must be, where it is known. */
  readonly takes?: Fields;
  readonly outcomes: readonly string[];
  /** The values of each outcome. */
  readonly results: Readonly<Record<string, Fields>>;
}

/** A number that callers dial: the flow that answers, and the language it begins in. */
export interface EntryFlow {
  readonly flow: string;
  readonly language: string;
  /** A finding at the number's `flow`, or at another of its keys. */
  readonly finding: (remark: Remark, key?: string) => Finding;
}

/** Everything a check may look at. */
export interface CheckContext {
  /** The flows that could be read. */
  readonly project: Project;
  /** Flows that could not, which have findings of its own: nothing can be said about them. */
  readonly unread: ReadonlySet<string>;
  readonly prompts: PromptCatalog;
  readonly operations: readonly OperationFacts[];
  /** The flows that the numbers lead to; undefined when the number plan could not be read. */
  readonly entryFlows: readonly EntryFlow[] | undefined;
  /** Names of what steps can lead to outside; a kind that is left out is not checked. */
  readonly destinations: { readonly [kind in 'queue' | 'number' | 'box' | 'document']?: readonly string[] };
  /** How long a message a voice box takes, in seconds; undefined where that is not known. */
  readonly messageSeconds?: (box: string) => number | undefined;
  /** False when hours.yaml or mailing.yaml could not be read. */
  readonly calendarsKnown: boolean;
  /** flows/identity.yaml; undefined when it is not there, or has findings of its own. */
  readonly identitySource: Source | undefined;
  /** flows/queues.yaml; undefined when it is not there, or has findings of its own. */
  readonly queuesSource: Source | undefined;
  readonly types: InferredTypes;
  readonly reach: Reach;
}

/** A check: one function over the whole project. */
export type Check = (context: CheckContext) => readonly Finding[];
