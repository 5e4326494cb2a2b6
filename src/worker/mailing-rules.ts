import { join } from 'node:path';
import type { Logger } from 'pino';
import { FolderWatch } from '../live/folder-watch.ts';
import type { MailingRules } from '../mail/desk.ts';
import { loadCalendars } from '../numbers/calendar.ts';
import { DatedMailing, loadMailing } from '../numbers/mailing.ts';
import { FindingsError } from '../source/finding.ts';

/** The files of flows/ that the rules come from. */
const files: ReadonlySet<string> = new Set(['mailing.yaml', 'hours.yaml']);

/** The rules of flows/mailing.yaml, as they are now: a change that is not all right leaves those before in force. */
export class WatchedRules {
  readonly #flowsDir: string;
  readonly #logger: Logger;
  #current: MailingRules | undefined;
  #watch: FolderWatch | undefined;

  private constructor(flowsDir: string, logger: Logger) {
    this.#flowsDir = flowsDir;
    this.#logger = logger;
  }

  static async open(flowsDir: string, logger: Logger): Promise<WatchedRules> {
    const own = new WatchedRules(flowsDir, logger);
    await own.#read();
    own.#watch = await FolderWatch.open({
      folders: [flowsDir],
      belongs: (name) => files.has(name),
      changed: () => own.#read(),
    });
    return own;
  }

  /** Undefined as long as the files have never been all right. */
  get current(): MailingRules | undefined {
    return this.#current;
  }

  async close(): Promise<void> {
    await this.#watch?.close();
  }

  async #read(): Promise<void> {
    try {
      const [mailing, calendars] = await Promise.all([
        loadMailing(join(this.#flowsDir, 'mailing.yaml')),
        loadCalendars(join(this.#flowsDir, 'hours.yaml')),
      ]);
      this.#current = new DatedMailing(mailing, calendars);
    } catch (error) {
      if (!(error instanceof FindingsError)) throw error;
      this.#logger.error({ findings: error.findings }, 'the rules of mailing cannot be read');
    }
  }
}
