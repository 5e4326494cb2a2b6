import { setTimeout as delay } from 'node:timers/promises';
import CircuitBreaker from 'opossum';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Exchange, exchange } from './exchange.ts';
import { Fault, type FaultKind, faultOf } from './fault.ts';
import { type Operation, resultSchema } from './operation.ts';
import { operations } from './operations/index.ts';
import { type OperationSignature, signatureOf } from './signature.ts';

/** When to stop asking systems that fail, and when to try them again. */
export interface BreakerOptions {
  /** Opens when this share of the requests failed, in percent. */
  readonly errorPercentage: number;
  /** Never opens on fewer requests than this within the window. */
  readonly volume: number;
  readonly windowMs: number;
  /** After this long one request is let through to see whether they are well again. */
  readonly resetMs: number;
}

export interface BackOfficeClientOptions {
  readonly baseUrl: string;
  readonly token: string;
  /** How long one `call` may take, its retry included. */
  readonly timeoutMs?: number;
  /** Calls at once; one more is `unavailable` at once, since a caller is waiting. */
  readonly concurrency?: number;
  readonly breaker?: Partial<BreakerOptions>;
  readonly logger: Logger;
}

/** An outcome of the contract, or `unavailable` with `value.fault` telling why. */
export interface BackOfficeAnswer {
  readonly outcome: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface BackOfficeCall {
  /** The same for a repeated request, unique otherwise: across calls, not only within one. */
  readonly idempotencyKey: string;
  /** The caller hung up: nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

/** The institution's systems, as the engine sees them. */
export interface BackOfficeClient {
  readonly operations: readonly OperationSignature[];
  /**
   * Asks for one operation. Never throws: whatever goes wrong is the outcome `unavailable`.
   * @param args personal ones as Sensitive; null stands for an optional argument that is not given
   */
  call(
    operation: string,
    args: Readonly<Record<string, unknown>>,
    call: BackOfficeCall,
  ): Promise<BackOfficeAnswer>;
  /** Ends what is under way, as `unavailable`. */
  close(): void;
}

const breakerDefaults: BreakerOptions = { errorPercentage: 50, volume: 8, windowMs: 10_000, resetMs: 3_000 };

/** Share of the time that the first try of a safe read may take, so that a lost packet leaves time for the second. */
const firstTryShare = 0.6;
const jitterMs = { least: 20, spread: 80 };

export function createBackOfficeClient(options: BackOfficeClientOptions): BackOfficeClient {
  const { baseUrl, token, logger, timeoutMs = 2_500, concurrency = 100 } = options;
  const rules = { ...breakerDefaults, ...options.breaker };
  const breaker = new CircuitBreaker((request: Exchange, result: z.ZodType) => askOnce(request, result), {
    timeout: false,
    errorThresholdPercentage: rules.errorPercentage,
    volumeThreshold: rules.volume,
    rollingCountTimeout: rules.windowMs,
    resetTimeout: rules.resetMs,
    // What is not their fault does not count against them.
    errorFilter: (error: unknown) => !faultOf(error).blamesThem,
  });
  breaker.on('open', () => logger.warn({ breaker: 'open' }, 'the back office fails: not asked for a while'));
  breaker.on('close', () => logger.info({ breaker: 'closed' }, 'the back office answers again'));

  const known = new Map(operations.map((operation) => [operation.name, bind(operation, baseUrl)]));
  const underWay = new Set<AbortController>();
  let closed = false;

  async function ask(
    bound: Bound,
    args: Readonly<Record<string, unknown>>,
    idempotencyKey: string,
    stop: AbortSignal,
  ): Promise<BackOfficeAnswer> {
    const body = bodyOf(bound.operation, args);
    const deadline = performance.now() + timeoutMs;
    const attempt = (share: number) => {
      const left = Math.max(0, deadline - performance.now());
      const signal = AbortSignal.any([stop, AbortSignal.timeout(Math.ceil(left * share))]);
      return breaker.fire({ url: bound.url, token, idempotencyKey, body, signal }, bound.result);
    };
    if (!bound.operation.safe) return await attempt(1);
    try {
      return await attempt(firstTryShare);
    } catch (error) {
      if (!faultOf(error).passing) throw error;
      const pause = jitterMs.least + Math.random() * jitterMs.spread;
      if (performance.now() + pause >= deadline) throw error;
      logger.info({ operation: bound.operation.name, fault: faultOf(error).kind }, 'asking once more');
      await delay(pause, undefined, { signal: stop });
      return await attempt(1);
    }
  }

  return {
    operations: operations.map(signatureOf),

    async call(name, args, { idempotencyKey, signal }) {
      const started = performance.now();
      const unavailable = (fault: FaultKind): BackOfficeAnswer => {
        const ms = Math.round(performance.now() - started);
        logger.warn(
          { operation: known.has(name) ? name : 'unknown', fault, ms },
          'no answer of the back office',
        );
        return { outcome: 'unavailable', value: { fault } };
      };
      const bound = known.get(name);
      if (bound === undefined) return unavailable('unknown-operation');
      if (closed) return unavailable('closed');
      if (signal?.aborted) return unavailable('cancelled');
      if (underWay.size >= concurrency) return unavailable('busy');

      const stop = new AbortController();
      const cancel = () => stop.abort(new Fault('cancelled'));
      underWay.add(stop);
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        return await ask(bound, args, idempotencyKey, stop.signal);
      } catch (error) {
        return unavailable(stop.signal.aborted ? faultOf(stop.signal.reason).kind : faultOf(error).kind);
      } finally {
        signal?.removeEventListener('abort', cancel);
        underWay.delete(stop);
      }
    },

    close() {
      closed = true;
      for (const stop of underWay) stop.abort(new Fault('closed'));
      breaker.shutdown();
    },
  };
}

interface Bound {
  readonly operation: Operation;
  readonly url: URL;
  readonly result: z.ZodType;
}

function bind(operation: Operation, baseUrl: string): Bound {
  const url = new URL(baseUrl.replace(/\/+$/, '') + operation.path);
  return { operation, url, result: resultSchema(operation) };
}

/** The one place where personal values are revealed: the body of the request that needs them. */
function bodyOf(operation: Operation, args: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(args).filter(
    ([name, value]) => value !== null || !(operation.arguments.shape[name] instanceof z.ZodOptional),
  );
  const wire = z.safeEncode(operation.arguments, Object.fromEntries(given));
  if (!wire.success) throw new Fault('bad-arguments');
  return JSON.stringify(wire.data);
}

const answerSchema = z.object({ outcome: z.string(), value: z.record(z.string(), z.unknown()) });

async function askOnce(request: Exchange, result: z.ZodType): Promise<BackOfficeAnswer> {
  const judged = result.safeParse(await exchange(request));
  if (!judged.success) throw new Fault('bad-body');
  return answerSchema.parse(judged.data);
}
