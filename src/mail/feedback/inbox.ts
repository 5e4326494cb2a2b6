import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { errorName } from '../../web/errors.ts';
import { readCsv, readJsonLines } from './feedback-file.ts';
import type { FeedbackIntake } from './intake.ts';

/** Bytes of the largest file that is read: some hundred thousand events. */
const largestFile = 64 * 1024 * 1024;
const mostFilesAtOnce = 1_000;
const fileName = /^([a-z0-9-]{1,60})\.(?:[\w.-]{1,150}\.)?(csv|jsonl)$/;

export interface FeedbackInboxParts {
  /** `in/`, `done/` and `rejected/` are made below it. */
  readonly folder: string;
  /** Names of carriers that may tell something. */
  readonly carriers: readonly string[];
  readonly intake: FeedbackIntake;
  readonly logger: Logger;
}

/**
 * Feedback by file: `in/CARRIER.ANYTHING.csv` or `.jsonl`, written under another name (`.part`) and renamed when it is
 * whole. A file is taken as a whole and goes to `done/`, or nothing of it is and it goes to `rejected/` with what is wrong
 * with it beside it, in `NAME.reason.txt`. While the records are away it stays where it is.
 */
export class FeedbackInbox {
  readonly #parts: FeedbackInboxParts;
  #reading: Promise<void> | undefined;

  constructor(parts: FeedbackInboxParts) {
    this.#parts = parts;
  }

  /** Reads what is there. Never throws; one at a time, whoever asks. */
  async read(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  /** Looks from time to time. @returns what ends it, once the file under way is done */
  watch(everyMs = 10_000): () => Promise<void> {
    const timer = setInterval(() => void this.read(), everyMs).unref();
    void this.read();
    return async () => {
      clearInterval(timer);
      await this.#reading;
    };
  }

  async #readAll(): Promise<void> {
    const { folder, logger } = this.#parts;
    try {
      for (const name of ['in', 'done', 'rejected'])
        await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
      const names = (await readdir(join(folder, 'in'))).filter((name) => !/^\.|\.(part|tmp)$/.test(name));
      for (const name of names.sort().slice(0, mostFilesAtOnce)) await this.#tryOne(name);
    } catch (error) {
      logger.error({ error: errorName(error) }, 'the folder of feedback files cannot be read');
    }
  }

  /** One file that cannot be taken now keeps no other from being taken. */
  async #tryOne(name: string): Promise<void> {
    try {
      await this.#readOne(name);
    } catch (error) {
      this.#parts.logger.error(
        { error: errorName(error) },
        'a feedback file stays where it is, for another try',
      );
    }
  }

  async #readOne(name: string): Promise<void> {
    const { folder, carriers, intake, logger } = this.#parts;
    const path = join(folder, 'in', name);
    const [, carrier = '', form] = fileName.exec(name) ?? [];
    if (!carriers.includes(carrier)) return await this.#reject(name, 'the name is not CARRIER.csv or .jsonl');
    const { size } = await stat(path);
    if (size > largestFile) return await this.#reject(name, `larger than ${largestFile} bytes`);
    const text = await readFile(path, 'utf8');
    const read = form === 'csv' ? readCsv(text) : readJsonLines(text);
    if ('problems' in read) {
      const lines = read.problems.map(
        ({ line, fields }) => `line ${line}: ${fields.join(', ') || 'no event'}`,
      );
      return await this.#reject(name, lines.join('\n'));
    }
    const tally = await intake.take(carrier, read.events);
    await rename(path, join(folder, 'done', await this.#freeName('done', name)));
    logger.info({ carrier, ...tally }, 'a feedback file is taken');
  }

  async #reject(name: string, reason: string): Promise<void> {
    const { folder, logger } = this.#parts;
    const free = await this.#freeName('rejected', name);
    await writeFile(join(folder, 'rejected', `${free}.reason.txt`), `${reason}\n`, { mode: 0o600 });
    await rename(join(folder, 'in', name), join(folder, 'rejected', free));
    logger.warn('a feedback file is rejected; the reason is beside it');
  }

  /** What lies there under the same name stays. */
  async #freeName(part: string, name: string): Promise<string> {
    const taken = new Set(await readdir(join(this.#parts.folder, part)));
    let free = name;
    for (let count = 2; taken.has(free); count += 1) free = `${name}.${count}`;
    return free;
  }
}
