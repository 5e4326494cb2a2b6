import type { Registry } from './registry.ts';

/** The checkpoints of one engine: written under its present epoch, so that whoever has lost a call cannot write it. */
export class EngineCheckpoints {
  readonly #registry: Registry;
  readonly #epoch: () => string | undefined;

  constructor(registry: Registry, epoch: () => string | undefined) {
    this.#registry = registry;
    this.#epoch = epoch;
  }

  /** @throws Error when Redis is away, or has given no epoch so far */
  async claim(callId: string): Promise<string | undefined> {
    const [sealed] = await this.#registry.claim(this.#present(), [{ id: callId, at: '' }]);
    return sealed;
  }

  /** @throws Error when Redis is away, or has given no epoch so far */
  async save(sessions: Parameters<Registry['save']>[1]): Promise<readonly string[]> {
    return await this.#registry.save(this.#present(), sessions);
  }

  #present(): string {
    const epoch = this.#epoch();
    if (epoch === undefined) throw new Error('Redis has given this engine no epoch so far');
    return epoch;
  }
}
