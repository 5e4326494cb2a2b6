import type { CallJournal, CallSummary, Journal } from './journal.ts';

/** Where journals of ended calls outlive the process; it may be away. */
export interface JournalArchive {
  put(journal: CallJournal): Promise<void>;
  get(id: string): Promise<CallJournal | undefined>;
  list(limit: number): Promise<readonly CallSummary[]>;
}

/** Journals of live calls, and of so many ended ones in memory. */
export class Journals {
  readonly #live = new Map<string, Journal>();
  readonly #ended = new Map<string, Journal>();
  readonly #kept: number;
  readonly #archive: JournalArchive;

  constructor(archive: JournalArchive, kept = 500) {
    this.#archive = archive;
    this.#kept = kept;
  }

  open(journal: Journal): void {
    this.#live.set(journal.id, journal);
  }

  close(journal: Journal, at: number): void {
    journal.end(at);
    this.#live.delete(journal.id);
    this.#ended.set(journal.id, journal);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > this.#kept && oldest !== undefined) this.#ended.delete(oldest);
    // The archive logs its own troubles; the call is over and owes it nothing.
    this.#archive.put(journal.read()).catch(() => {});
  }

  /** Another engine has the call, and will archive its journal. */
  drop(journal: Journal): void {
    if (this.#live.get(journal.id) === journal) this.#live.delete(journal.id);
  }

  /** The newest calls first: live ones, then ended ones of this engine and of the archive. */
  async list(limit: number): Promise<readonly CallSummary[]> {
    const own = [...this.#live.values(), ...[...this.#ended.values()].reverse()].map((journal) =>
      journal.summary(),
    );
    const known = new Set(own.map((summary) => summary.id));
    const archived = own.length >= limit ? [] : await this.#archive.list(limit).catch(() => []);
    return [...own, ...archived.filter((summary) => !known.has(summary.id))]
      .sort((a, b) => b.startedAt.localeCompare(a.startedAt))
      .slice(0, limit);
  }

  /** One call, live or ended; undefined when nobody knows it. */
  async find(id: string): Promise<CallJournal | undefined> {
    const own = this.#live.get(id) ?? this.#ended.get(id);
    return own?.read() ?? (await this.#archive.get(id).catch(() => undefined));
  }
}
