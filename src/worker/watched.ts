import type { Logger } from 'pino';
import { FolderWatch } from '../live/folder-watch.ts';
import { FindingsError } from '../source/finding.ts';

/** What some files of flows/ say, as they are now: a change that is not all right leaves what was before in force. */
export class Watched<T> {
  readonly #read: () => Promise<T>;
  readonly #what: string;
  readonly #logger: Logger;
  #current: T | undefined;
  #watch: FolderWatch | undefined;

  private constructor(read: () => Promise<T>, what: string, logger: Logger) {
    this.#read = read;
    this.#what = what;
    this.#logger = logger;
  }

  /**
   * @param given.files the names of those that are read
   * @param given.read reads them; what they hold that is not all right is a FindingsError
   * @param given.what they say, for the log
   */
  static async open<T>(given: {
    flowsDir: string;
    files: readonly string[];
    read: () => Promise<T>;
    what: string;
    logger: Logger;
  }): Promise<Watched<T>> {
    const own = new Watched(given.read, given.what, given.logger);
    await own.#look();
    own.#watch = await FolderWatch.open({
      folders: [given.flowsDir],
      belongs: (name) => given.files.includes(name),
      changed: () => own.#look(),
    });
    return own;
  }

  /** Undefined as long as the files have never been all right. */
  get current(): T | undefined {
    return this.#current;
  }

  async close(): Promise<void> {
    await this.#watch?.close();
  }

  async #look(): Promise<void> {
    try {
      this.#current = await this.#read();
    } catch (error) {
      if (!(error instanceof FindingsError)) throw error;
      this.#logger.error({ findings: error.findings }, `${this.#what} cannot be read`);
    }
  }
}
