/** What operators noticed that must not be. */
export interface Noticed {
  /**
   * Rings for a conversation that had rung before, for somebody who talked with another or had been served, or at a phone
   * that is in use.
   */
  doubled: number;
  /** Rings in all. */
  rings: number;
  /** Phones that were picked up, and nobody was there. */
  inVain: number;
  /** What was wrong, each in a line: when it happened, to whom. */
  readonly findings: string[];
}

/** Notes what must not be. */
export function note({ findings }: Noticed, what: string, about: Readonly<Record<string, unknown>>): void {
  findings.push(`${new Date().toISOString()} ${what} ${JSON.stringify(about)}`);
}
