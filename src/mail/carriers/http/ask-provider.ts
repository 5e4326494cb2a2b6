import type { Logger } from 'pino';
import type { z } from 'zod';
import { createWebClient, type WebClient } from '../../../web/client.ts';
import { Fault, faultOf } from '../../../web/fault.ts';
import type { HandedOver } from '../carrier.ts';
import { CarrierFailure, type FailureKind } from '../failure.ts';
import { handedOverSchema, progressSchema } from './provider.ts';

export interface HttpProviderOptions {
  readonly name?: string | undefined;
  readonly baseUrl: string;
  readonly token: string;
  /** Milliseconds for one hand-over, its one repetition included. */
  readonly timeoutMs?: number | undefined;
  readonly logger: Logger;
}

/** Talks to a provider whose contract is ours (provider.ts). */
export class ProviderClient {
  readonly name: string;
  readonly #collection: `/${string}`;
  readonly #client: WebClient;

  constructor(collection: `/${string}`, name: string, options: HttpProviderOptions) {
    this.name = name;
    this.#collection = collection;
    this.#client = createWebClient({
      name: `the carrier ${name}`,
      baseUrl: options.baseUrl,
      token: options.token,
      timeoutMs: options.timeoutMs ?? 30_000,
      concurrency: 20,
      logger: options.logger,
    });
  }

  /** @param item written to JSON when there is a place for it @throws CarrierFailure */
  async handOver(idempotencyKey: string, item: () => object, signal: AbortSignal): Promise<HandedOver> {
    try {
      return await this.#client.ask({
        operation: 'hand-over',
        path: this.#collection,
        body: () => JSON.stringify(item()),
        idempotencyKey,
        // The key makes it one, however often it arrives.
        safe: true,
        signal,
        read: (json): HandedOver => {
          const answer = parsed(handedOverSchema, json);
          return answer.outcome === 'accepted'
            ? { accepted: true, carrierReference: answer.id }
            : { refused: answer.reason };
        },
      });
    } catch (error) {
      return this.#judge(faultOf(error));
    }
  }

  /** How far something is; undefined when they do not know it. @throws CarrierFailure */
  async progress(carrierReference: string, signal: AbortSignal) {
    try {
      return await this.#client.ask({
        operation: 'progress',
        path: `${this.#collection}/${encodeURIComponent(carrierReference)}`,
        idempotencyKey: carrierReference,
        safe: true,
        signal,
        read: (json) => parsed(progressSchema, json),
      });
    } catch (error) {
      const fault = faultOf(error);
      if (fault.kind === 'http-404') return undefined;
      throw this.#failure(fault);
    }
  }

  close(): void {
    this.#client.close();
  }

  /** 400, 413 and 422 are about this very request: it would be answered the same for ever. */
  #judge(fault: Fault): HandedOver {
    if (fault.kind === 'http-413') return { refused: 'too-large' };
    if (fault.kind === 'http-400' || fault.kind === 'http-422') return { refused: 'refused' };
    throw this.#failure(fault);
  }

  #failure({ kind }: Fault): CarrierFailure {
    return new CarrierFailure(this.name, failureOf(kind), kind);
  }
}

function failureOf(kind: Fault['kind']): FailureKind {
  switch (kind) {
    case 'timeout':
    case 'connection-lost':
    case 'cancelled':
    case 'closed':
      return kind;
    case 'refused':
      return 'unreachable';
    case 'bad-body':
      return 'protocol';
    case 'busy':
    case 'breaker-open':
      return 'busy';
    case 'http-401':
    case 'http-403':
    case 'http-404':
    case 'http-405':
      return 'not-authorised';
    default:
      return kind.startsWith('http-') ? 'busy' : 'internal';
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, json: unknown): z.output<Schema> {
  const read = schema.safeParse(json);
  if (!read.success) throw new Fault('bad-body');
  return read.data;
}
