import type { HandedOver } from './carrier.ts';

/** Keys remembered: some hours of the fastest carrier. */
const mostRemembered = 20_000;

/**
 * For protocols that know no idempotency key (SMTP, SMPP): within one process a key is handed over once, however many
 * ask at once or again. Across processes the database of requests remembers; what falls between the two (accepted, and
 * the process ends before that is written) goes out twice under one Message-ID or one message reference.
 */
export class AcceptedOnce {
  readonly #accepted = new Map<string, HandedOver>();
  readonly #underWay = new Map<string, Promise<HandedOver>>();

  /** @throws what `handOver` throws, to all who asked meanwhile */
  async run(key: string, handOver: () => Promise<HandedOver>): Promise<HandedOver> {
    const before = this.#accepted.get(key) ?? this.#underWay.get(key);
    if (before !== undefined) return await before;
    const working = handOver();
    this.#underWay.set(key, working);
    try {
      const answer = await working;
      if ('accepted' in answer) this.#remember(key, answer);
      return answer;
    } finally {
      this.#underWay.delete(key);
    }
  }

  #remember(key: string, answer: HandedOver): void {
    if (this.#accepted.size >= mostRemembered) {
      const [oldest] = this.#accepted.keys();
      if (oldest !== undefined) this.#accepted.delete(oldest);
    }
    this.#accepted.set(key, answer);
  }
}
