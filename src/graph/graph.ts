/** What a box stands for; decides its shape and colour. */
export type NodeRole =
  | 'speaks'
  | 'listens'
  | 'looks-up'
  | 'decides'
  | 'sub-flow'
  | 'flow'
  | 'leaves'
  | 'ends'
  | 'numbers';

/** One box: a step, a flow or some numbers. */
export interface GraphNode {
  readonly id: string;
  readonly role: NodeRole;
  readonly title: string;
  /** What it is or does, small, behind the title. */
  readonly kind: string;
  /** What callers hear (an excerpt), or the members of a list. */
  readonly text: readonly string[];
  /** Ways out that are written in the box, so that the picture is not full of lines to the same few places. */
  readonly notes: readonly string[];
  readonly start: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Keys or outcomes that lead there; empty where there is only one way. */
  readonly label: string;
  /** Taken when something went wrong; drawn lighter. */
  readonly failure: boolean;
  /** Said by a note of `from`: it counts for where boxes are, and no line is drawn. */
  readonly noted: boolean;
}

/** A picture yet to be drawn. */
export interface Graph {
  readonly title: string;
  readonly description: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}
