/** The processes that a line is made of. */
export const parts = ['engine', 'worker', 'desk', 'back-office'] as const;
export type Part = (typeof parts)[number];

/** What one metric is: its name, its meaning, and what its labels hold. Nothing about a person is in a label. */
export interface Definition<Label extends string = string> {
  /** In base units (seconds, bytes), as Prometheus names them. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** One sentence. */
  readonly help: string;
  /** Each label and where its values come from: a list that is bounded. */
  readonly labels: { readonly [label in Label]: string };
  /** Upper bounds of a histogram's buckets, rising. */
  readonly buckets?: readonly number[];
  /** The processes that tell it. */
  readonly parts: readonly Part[];
  /** Series that it may have; what goes beyond is counted under `other`. 200 when absent. */
  readonly mostSeries?: number;
}

/** Checks a definition's form and keeps its labels exact. */
export function metric<const Label extends string = never>(definition: Definition<Label>): Definition<Label> {
  return definition;
}

/** From a good answer within a call to a caller who hung up: 10 ms to 10 s. */
export const answerBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 6, 10] as const;
