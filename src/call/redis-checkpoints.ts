import type { Redis } from 'ioredis';
import type { Sealer } from '../privacy/seal.ts';
import { type Checkpoints, notOurs } from './ports.ts';

/** Changes are gathered for so long: what an engine that dies has not written down yet. */
const gatherMs = 5;
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
  readonly #redis: Redis;
  readonly #store: CheckpointStore;
  readonly #sealer: Sealer;
  readonly #refused: (callIds: readonly string[]) => void;
  /** Newest sessions not yet written; null means: forget it. */
  readonly #waiting = new Map<string, unknown>();
  /** Sessions of calls that were claimed and will be offered. */
  readonly #expected = new Map<string, { readonly session: unknown; readonly timer: NodeJS.Timeout }>();
  #writing: Promise<void> | undefined;

  /** @param refused told of calls that other engines have taken */
  constructor(
    redis: Redis,
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
    await this.#write();
  }

  #schedule(): void {
    if (this.#writing !== undefined || this.#waiting.size === 0) return;
    this.#writing = new Promise((resolve) => {
      setTimeout(() => {
        this.#write().finally(() => {
          this.#writing = undefined;
          this.#schedule();
          resolve();
        });
      }, gatherMs);
    });
  }

  async #write(): Promise<void> {
    const changes = [...this.#waiting];
    this.#waiting.clear();
    // Without Redis the sessions live on in memory; Calls.saveAll writes them when it is back.
    if (this.#redis.status !== 'ready' || changes.length === 0) return;
    const sealed = changes.map(
      ([callId, session]) => [callId, session === null ? null : this.#sealer.seal(session)] as const,
    );
    const refused = await this.#store.save(sealed).catch(() => []);
    if (refused.length > 0) this.#refused(refused);
  }
}
