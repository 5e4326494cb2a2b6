import type { Logger } from 'pino';
import { steadyNow } from '../clock.ts';
import type { WebClient } from '../web/client.ts';
import type { Correlation } from '../web/correlation.ts';
import { Fault, faultOf } from '../web/fault.ts';
import { askRecords, type HandIn, unreached } from './client.ts';
import type { KeptFolder, KeptRequest } from './kept-folder.ts';
import type { services } from './routes.ts';

export interface RequestKeeperOptions {
  /** The system of record. */
  readonly records: WebClient;
  readonly folder: KeptFolder;
  readonly logger: Logger;
  /** A request that could not be handed in for so long is given up, and the log says so. */
  readonly maxAgeMs: number;
  readonly pauseMs?: { readonly first: number; readonly longest: number };
  /** Epoch ms; a clock that never steps unless given. */
  readonly now?: () => number;
  /** Told what becomes of each: to be counted. */
  readonly became?: (result: Became) => void;
}

export type Became = 'kept' | 'handed-in' | 'refused' | 'expired' | 'unreadable' | 'no-room';

/** One question in some seconds is no burden to records that are ill, and soon enough for those that are well again. */
const usualPause = { first: 500, longest: 5_000 };
/** What the records say when they have it, one way or the other. */
const taken: ReadonlySet<string> = new Set(['accepted', 'already']);

/**
 * Requests of callers while the records are away: sealed on this disk under a bound, handed in when the records are
 * back. The idempotency key stays, so that one which had arrived after all is not carried out twice.
 */
export class RequestKeeper {
  readonly #options: RequestKeeperOptions;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #pauseMs: number;
  readonly #stop = new AbortController();

  constructor(options: RequestKeeperOptions) {
    this.#options = options;
    this.#now = options.now ?? steadyNow;
    this.#pauseMs = this.#pauses.first;
  }

  /** Looks at what an engine before this one left. */
  start(): void {
    if (this.#options.folder.size > 0) this.#soon(0);
  }

  /** Requests that wait here. */
  get size(): number {
    return this.#options.folder.size;
  }

  /** For how long the oldest waits, in seconds; 0 for none. */
  get oldestSeconds(): number {
    const [first] = this.#options.folder.names;
    return first === undefined ? 0 : Math.max(0, (this.#now() - first.at) / 1000);
  }

  /**
   * Hands in, or keeps: the outcome `noted` says that it is on the disk, not that the records will accept it. Only where
   * the flow says so to the caller (`mayNote`); else, and where it cannot be kept, the outcome is `unavailable`.
   */
  handIn(service: (typeof services)[number]): HandIn {
    return async (operation, args, asking) => {
      const fault = await askRecords(this.#options.records, service, operation, args, asking).then(
        (answer) => (answer.outcome === 'unavailable' ? undefined : answer),
        (error: unknown) => faultOf(error),
      );
      if (fault !== undefined && !(fault instanceof Fault)) return fault;
      if (fault !== undefined) unreached(this.#options.logger, service, fault, asking);
      // What was wrong with the request itself will be so tomorrow; of somebody who hung up nothing is kept.
      const passing = fault === undefined || fault.passing || /^(breaker-open|busy)$/.test(fault.kind);
      if (asking.mayNote !== true || !passing || asking.signal.aborted) return unavailable;
      const { idempotencyKey, call, correlation } = asking;
      const { language } = call;
      const at = this.#now();
      return await this.#keep({
        at,
        service,
        operation,
        arguments: args,
        language,
        idempotencyKey,
        call: correlation?.call,
      });
    };
  }

  /** Lets what is being handed in end, bounded by the records' own patience; the rest waits for the next engine. */
  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#working;
  }

  get #pauses() {
    return this.#options.pauseMs ?? usualPause;
  }

  async #keep(request: KeptRequest) {
    const { folder, logger } = this.#options;
    const { service, call } = request;
    try {
      await folder.put(request);
    } catch (error) {
      this.#became('no-room');
      const reason = error instanceof Error ? error.message : 'unknown';
      logger.error({ service, call, reason }, 'a request could not be kept: the caller was told');
      return unavailable;
    }
    this.#became('kept');
    logger.warn({ service, call, waiting: folder.size }, 'a request is kept here until the records are back');
    this.#soon(this.#pauseMs);
    return { outcome: 'noted', value: null };
  }

  #soon(ms: number): void {
    if (this.#stop.signal.aborted || this.#working !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#working = this.#handInAll().finally(() => {
          this.#working = undefined;
          if (this.#options.folder.size > 0) this.#soon(this.#pauseMs);
        });
      },
      ms * (0.5 + Math.random() / 2),
    ).unref();
  }

  /** The oldest first, until the records do not answer. */
  async #handInAll(): Promise<void> {
    const { folder, logger } = this.#options;
    for (const { name } of [...folder.names]) {
      if (this.#stop.signal.aborted) return;
      const result = await this.#handInOne(name);
      if (result === 'later') {
        this.#pauseMs = Math.min(this.#pauseMs * 2, this.#pauses.longest);
        return;
      }
      this.#pauseMs = this.#pauses.first;
      if (result === 'skipped') continue;
      const done = result === 'unreadable' ? folder.setAside(name) : folder.remove(name);
      await done.catch((error: unknown) => {
        logger.error({ reason: faultOf(error).kind }, 'a kept request could not be taken away');
      });
      this.#became(result);
    }
    this.#pauseMs = this.#pauses.longest;
  }

  async #handInOne(name: string): Promise<Became | 'later' | 'skipped'> {
    const { folder, records, logger, maxAgeMs } = this.#options;
    let request: KeptRequest;
    try {
      request = await folder.read(name);
    } catch {
      logger.error({ file: name }, 'a kept request cannot be read: sealed with another SEAL_KEY, or changed');
      return 'unreadable';
    }
    const { service, operation, language, idempotencyKey, call } = request;
    const correlation: Correlation | undefined = call === undefined ? undefined : { call };
    const asking = { idempotencyKey, signal: this.#stop.signal, call: { language }, correlation };
    try {
      const { outcome } = await askRecords(records, service, operation, request.arguments, asking);
      if (taken.has(outcome)) {
        logger.info({ service, call, outcome }, 'a kept request was handed in');
        return 'handed-in';
      }
      if (outcome !== 'unavailable') {
        logger.warn({ service, call, outcome }, 'a kept request was refused by the records');
        return 'refused';
      }
    } catch (error) {
      const fault = faultOf(error);
      if (/^http-4(00|22)$/.test(fault.kind)) {
        logger.error({ service, call, fault: fault.kind }, 'a kept request is of no use to the records');
        return 'refused';
      }
      if (this.#now() - request.at <= maxAgeMs) return 'later';
    }
    // The records answer, but cannot tell about this one; others may fare better.
    if (this.#now() - request.at <= maxAgeMs) return 'skipped';
    logger.error(
      { service, call },
      'a kept request is given up: the records did not take it in all the time',
    );
    return 'expired';
  }

  #became(result: Became): void {
    this.#options.became?.(result);
  }
}

const unavailable = { outcome: 'unavailable', value: null } as const;
