import { setTimeout as delay } from 'node:timers/promises';
import CircuitBreaker from 'opossum';
import type { Logger } from 'pino';
import { type Correlation, callOf } from './correlation.ts';
import { type Exchange, exchange } from './exchange.ts';
import { Fault, type FaultKind, faultOf } from './fault.ts';

/** When to stop asking a service that fails, and when to try it again. */
export interface BreakerOptions {
  /** Opens when this share of the requests failed, in percent. */
  readonly errorPercentage: number;
  /** Never opens on fewer requests than this within the window. */
  readonly volume: number;
  readonly windowMs: number;
  /** After this long one request is let through to see whether it is well again. */
  readonly resetMs: number;
}

/** Is told how a service answers: to be counted. */
export interface WebWatch {
  opened(client: Pick<WebClient, 'underWay' | 'open'>): void;
  /** How one question went. */
  asked(result: 'answered' | FaultKind, seconds: number): void;
}

export interface WebClientOptions {
  /** The service in the words of the log: `the back office`. */
  readonly name: string;
  readonly baseUrl: string;
  readonly token: string;
  /** How long one `ask` may take, its retry included. */
  readonly timeoutMs?: number | undefined;
  /** Bytes that an answer may have; 256 kB when absent. */
  readonly largestBody?: number | undefined;
  /** Requests at once; one more is a fault at once, since a caller is waiting. */
  readonly concurrency?: number | undefined;
  readonly breaker?: Partial<BreakerOptions> | undefined;
  readonly watch?: WebWatch | undefined;
  readonly logger: Logger;
}

/** One question to a service. */
export interface Question<Answer> {
  /** Names the question in the log; nothing personal. */
  readonly operation: string;
  readonly path: string;
  /**
   * JSON text, or bytes of the type that `contentType` names; asked for once there is a place for the request. Without it
   * the question is a GET: nothing personal may be in its path.
   */
  readonly body?: () => string | Uint8Array<ArrayBuffer>;
  readonly contentType?: string;
  /** The same for a repeated request, unique otherwise: across calls, not only within one. */
  readonly idempotencyKey: string;
  /** May be asked again when it is not known whether the question arrived. */
  readonly safe: boolean;
  /** Nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
  /** The call that it is asked for. */
  readonly correlation?: Correlation | undefined;
  /** Judges the JSON of an answer. @throws Fault `bad-body` for one that means nothing */
  readonly read: (json: unknown) => Answer;
}

/** Asks one HTTP service, within bounds. */
export interface WebClient {
  /** @throws Fault only: whatever goes wrong */
  ask<Answer>(question: Question<Answer>): Promise<Answer>;
  /** Questions under way. */
  readonly underWay: number;
  /** The service failed too often and is not asked for a while. */
  readonly open: boolean;
  /** Ends what is under way. */
  close(): void;
}

const breakerDefaults: BreakerOptions = { errorPercentage: 50, volume: 8, windowMs: 10_000, resetMs: 3_000 };

/** Share of the time that the first try of a safe question may take, so that a lost packet leaves time for the second. */
const firstTryShare = 0.6;
const usualLargestBody = 256 * 1024;
const jitterMs = { least: 20, spread: 80 };

/** A client with a time-out, a bound on what is under way, one retry where it is safe, and a breaker. */
export function createWebClient(options: WebClientOptions): WebClient {
  const { name, token, logger, timeoutMs = 2_500, concurrency = 100 } = options;
  const { largestBody = usualLargestBody } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const rules = { ...breakerDefaults, ...options.breaker };
  const askOnce = async (request: Exchange, read: (json: unknown) => unknown) =>
    read(await exchange(request));
  const breaker = new CircuitBreaker(askOnce, {
    timeout: false,
    errorThresholdPercentage: rules.errorPercentage,
    volumeThreshold: rules.volume,
    rollingCountTimeout: rules.windowMs,
    resetTimeout: rules.resetMs,
    // What is not their fault does not count against them.
    errorFilter: (error: unknown) => !faultOf(error).blamesThem,
  });
  breaker.on('open', () => logger.warn({ breaker: 'open' }, `${name} fails: not asked for a while`));
  breaker.on('close', () => logger.info({ breaker: 'closed' }, `${name} answers again`));

  const underWay = new Set<AbortController>();
  let closed = false;

  async function attempts<Answer>(question: Question<Answer>, stop: AbortSignal): Promise<Answer> {
    const { path, idempotencyKey, contentType, correlation, read } = question;
    const body = question.body?.();
    const url = new URL(baseUrl + path);
    const deadline = performance.now() + timeoutMs;
    const attempt = async (share: number) => {
      const left = Math.max(0, deadline - performance.now());
      const signal = AbortSignal.any([stop, AbortSignal.timeout(Math.ceil(left * share))]);
      // The breaker does not carry the type of what it lets through.
      let answer: { readonly value: Answer } | undefined;
      await breaker.fire(
        { url, token, idempotencyKey, body, contentType, largestBody, correlation, signal },
        (json: unknown) => {
          answer = { value: read(json) };
        },
      );
      if (answer === undefined) throw new Fault('internal');
      return answer.value;
    };
    if (!question.safe) return await attempt(1);
    try {
      return await attempt(firstTryShare);
    } catch (error) {
      if (!faultOf(error).passing) throw error;
      const pause = jitterMs.least + Math.random() * jitterMs.spread;
      if (performance.now() + pause >= deadline) throw error;
      logger.info(
        { operation: question.operation, fault: faultOf(error).kind, ...callOf(question) },
        'asking once more',
      );
      await delay(pause, undefined, { signal: stop });
      return await attempt(1);
    }
  }

  const client: WebClient = {
    async ask(question) {
      const { signal } = question;
      const asked = performance.now();
      const told = (result: 'answered' | FaultKind) =>
        options.watch?.asked(result, (performance.now() - asked) / 1000);
      const refusal = closed
        ? 'closed'
        : signal?.aborted
          ? 'cancelled'
          : underWay.size >= concurrency
            ? 'busy'
            : undefined;
      if (refusal !== undefined) {
        told(refusal);
        throw new Fault(refusal);
      }
      const stop = new AbortController();
      const cancel = () => stop.abort(new Fault('cancelled'));
      underWay.add(stop);
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        const answer = await attempts(question, stop.signal);
        told('answered');
        return answer;
      } catch (error) {
        const fault = faultOf(stop.signal.aborted ? stop.signal.reason : error);
        told(fault.kind);
        throw fault;
      } finally {
        signal?.removeEventListener('abort', cancel);
        underWay.delete(stop);
      }
    },

    get underWay() {
      return underWay.size;
    },

    get open() {
      return breaker.opened;
    },

    close() {
      closed = true;
      for (const stop of underWay) stop.abort(new Fault('closed'));
      breaker.shutdown();
    },
  };
  options.watch?.opened(client);
  return client;
}
