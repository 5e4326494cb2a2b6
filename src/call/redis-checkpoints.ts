import type { Redis } from 'ioredis';
import type { Sealer } from '../privacy/seal.ts';
import { type Checkpoints, notOurs } from './ports.ts';

/** Changes are gathered for so long: what an engine that dies has not written down yet. */
const gatherMs = 5;
/** A Redis that did not take what was to be written is asked again after this. */
const againMs = 250;
/** How often at most when somebody waits for it to be written. */
const flushAttempts = 4;
/** A Redis that takes nothing any more: so many changes are remembered until it is back (Calls.saveAll). */
const mostWaiting = 20_000;
/** A call that was claimed is offered within so long, or never. */
const expectedMs = 30_000;

/** Where sessions are kept, each under the engine that has the call: whoever has lost it writes nothing. */
export interface CheckpointStore {
  /** Takes a call for this engine. @returns its sealed session (empty: none); undefined when another engine has the call */
  claim(callId: string): Promise<string | undefined>;
  /** Writes sessions; null forgets. @returns the ids of calls that are not this engine's */
  save(sessions: readonly (readonly [id: string, sealed: string | null])[]): Promise<readonly string[]>;
}

/**
 * Sessions in Redis, sealed. Of the changes that come within some milliseconds only the newest of each call is
 * written, all calls' in one script: a call never waits, and a slow Redis never has more than one write a call.
 */
export class RedisCheckpoints implements Checkpoints {
  readonly #redis: Pick<Redis, 'status'>;
  readonly #store: CheckpointStore;
  readonly #sealer: Sealer;
  readonly #refused: (callIds: readonly string[]) => void;
  /** Newest sessions not yet written; null means: forget it. */
  readonly #waiting = new Map<string, unknown>();
  /** Sessions of calls that were claimed and will be offered. */
  readonly #expected = new Map<string, { readonly session: unknown; readonly timer: NodeJS.Timeout }>();
  #writing: Promise<void> | undefined;
  /** One write after the other: what is written again must not come behind what is newer. */
  #last: Promise<boolean> = Promise.resolve(true);

  /** @param refused told of calls that other engines have taken */
  constructor(
    redis: Pick<Redis, 'status'>,
    store: CheckpointStore,
    sealer: Sealer,
    refused: (callIds: readonly string[]) => void,
  ) {
    this.#redis = redis;
    this.#store = store;
    this.#sealer = sealer;
    this.#refused = refused;
  }

  save(callId: string, session: unknown): void {
    this.#waiting.set(callId, session);
    this.#schedule();
  }

  forget(callId: string): void {
    this.save(callId, null);
  }

  async load(callId: string): Promise<unknown> {
    const expected = this.#expected.get(callId);
    if (expected !== undefined) {
      clearTimeout(expected.timer);
      this.#expected.delete(callId);
      return expected.session;
    }
    const sealed = await this.#store.claim(callId);
    if (sealed === undefined) return notOurs;
    return sealed === '' ? undefined : this.#sealer.open(sealed);
  }

  expect(callId: string, sealed: string): unknown {
    const session = sealed === '' ? undefined : this.#sealer.open(sealed);
    const timer = setTimeout(() => this.#expected.delete(callId), expectedMs).unref();
    this.#expected.set(callId, { session, timer });
    return session;
  }

  async flush(): Promise<void> {
    await this.#writing;
    for (let attempt = 0; attempt < flushAttempts && this.#waiting.size > 0; attempt++) await this.#write();
  }

  #schedule(afterMs = gatherMs): void {
    if (this.#writing !== undefined || this.#waiting.size === 0) return;
    this.#writing = new Promise((resolve) => {
      setTimeout(() => {
        this.#write().then((taken) => {
          this.#writing = undefined;
          this.#schedule(taken ? gatherMs : againMs);
          resolve();
        });
      }, afterMs);
    });
  }

  /** Never rejects. @returns whether Redis took it */
  #write(): Promise<boolean> {
    this.#last = this.#last.then(() => this.#writeNewest());
    return this.#last;
  }

  async #writeNewest(): Promise<boolean> {
    const changes = [...this.#waiting];
    this.#waiting.clear();
    // Without Redis the sessions live on in memory; Calls.saveAll writes them when it is back.
    if (this.#redis.status !== 'ready' || changes.length === 0) return true;
    const sealed = changes.map(
      ([callId, session]) => [callId, session === null ? null : this.#sealer.seal(session)] as const,
    );
    const refused = await this.#store.save(sealed).catch(() => undefined);
    if (refused === undefined) {
      // What came meanwhile is newer.
      for (const [callId, session] of changes)
        if (!this.#waiting.has(callId) && this.#waiting.size < mostWaiting)
          this.#waiting.set(callId, session);
      return false;
    }
    if (refused.length > 0) this.#refused(refused);
    return true;
  }
}
