/** What the pages of whoever works here have in common: types alone, so that a page needs nothing else of the server. */

/** Something to choose: its name, and how it is read. */
export interface Choice {
  readonly name: string;
  readonly title: string;
}

/** How something that was asked for went, in words. */
export interface Outcome {
  readonly outcome: 'done' | 'refused' | 'unavailable';
  readonly text: string;
}
