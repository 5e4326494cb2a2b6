import type { Logger } from 'pino';
import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import { errorName } from '../web/errors.ts';
import type { DueForm, LineaBook } from './linea-book.ts';

/** What is asked of the institution's systems. */
export interface BackOffice {
  /** Never throws: what goes wrong is the outcome `unavailable`. */
  call(
    operation: string,
    args: Readonly<Record<string, unknown>>,
    options: { readonly idempotencyKey: string; readonly signal?: AbortSignal },
  ): Promise<{ readonly outcome: string; readonly value: unknown }>;
}

export interface HandOverOptions {
  readonly book: LineaBook;
  readonly backOffice: BackOffice;
  readonly logger: Logger;
  /** Pause after a first failure, doubled after each one more, and the longest. */
  readonly pauseMs?: number;
  readonly longestPauseMs?: number;
  readonly now?: () => Date;
}

const atOnce = 10;
/** Whoever dies with a form loses it after so long. */
const claimMs = 60_000;
const sweepMs = 10_000;
const town = z.object({ sede: z.string() });
const refusal = z.object({ perche: z.string() });

/** Hands Linea INPS forms over to the institution, as soon as they are there and for as long as it takes. */
export class LineaHandOver {
  readonly #options: HandOverOptions;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();

  constructor(options: HandOverOptions) {
    this.#options = options;
  }

  start(): void {
    this.wake();
    this.#timer = setInterval(() => this.wake(), sweepMs).unref();
  }

  /** There may be something to hand over. */
  wake(): void {
    this.#working = this.#working
      .then(() => this.round())
      .catch((error: unknown) => {
        this.#options.logger.warn({ error: errorName(error) }, 'Linea INPS forms could not be handed over');
      });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#working;
  }

  /** Hands over all that is due now. @throws DatabaseError */
  async round(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const forms = await this.#options.book.claim(atOnce, new Date(this.#now().getTime() + claimMs));
      await Promise.all(forms.map((form) => this.#handOver(form)));
      if (forms.length < atOnce) return;
    }
  }

  async #handOver(form: DueForm): Promise<void> {
    const { book, backOffice, logger } = this.#options;
    const { reference, content } = form;
    const { signal } = this.#stop;
    const richiesta = new Sensitive('pratica', reference);
    const { outcome, value } = await backOffice.call(
      'linea.apri',
      {
        persona: content.persona,
        richiesta,
        argomento: form.topic,
        quesito: content.question,
        telefono: content.telephone,
        email: content.email,
        sede: form.office,
        entro: form.dueDay,
      },
      { idempotencyKey: `linea ${reference} ${form.office ?? ''}`, signal },
    );
    if (outcome === 'accepted') return await book.handedOver(reference, town.parse(value).sede);
    const reason = outcome === 'refused' ? refusal.parse(value).perche : undefined;
    if (reason === 'numero-in-uso') {
      // Perhaps it is this very form, and the answer to an earlier attempt was lost.
      const found = await backOffice.call(
        'linea.richiesta',
        { persona: content.persona, richiesta },
        { idempotencyKey: `linea ${reference} state`, signal },
      );
      if (found.outcome === 'found') return await book.handedOver(reference, town.parse(found.value).sede);
      if (found.outcome === 'not-found') return await this.#refused(reference, reason);
    } else if (reason !== undefined) return await this.#refused(reference, reason);
    const pause = this.#pause(form.attempts);
    logger.info({ attempts: form.attempts, pause }, 'a Linea INPS form is handed over later');
    await book.later(reference, new Date(this.#now().getTime() + pause));
  }

  async #refused(reference: string, reason: string): Promise<void> {
    this.#options.logger.warn({ reason }, 'the institution refused a Linea INPS form: it waits for a person');
    await this.#options.book.refused(reference, reason);
  }

  #pause(attempts: number): number {
    const { pauseMs = 2_000, longestPauseMs = 300_000 } = this.#options;
    return Math.min(longestPauseMs, pauseMs * 2 ** Math.min(attempts - 1, 20)) * (0.75 + Math.random() / 2);
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}
