import { z } from 'zod';
import { createWebClient, type WebClientOptions } from '../web/client.ts';
import { type Correlation, callOf } from '../web/correlation.ts';
import { Fault, type FaultKind, faultOf } from '../web/fault.ts';
import { givenArguments, type Operation, resultSchema } from './operation.ts';
import { operations as backOfficeOperations } from './operations/index.ts';
import { type OperationSignature, signatureOf } from './signature.ts';

export interface BackOfficeClientOptions extends Omit<WebClientOptions, 'name'> {
  /** Who answers, in the words of the log; the back office when absent. */
  readonly name?: string;
  /** What it answers; the operations of the back office when absent. */
  readonly operations?: readonly Operation[];
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
  /** The call that it is asked for. */
  readonly correlation?: Correlation | undefined;
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

export function createBackOfficeClient(options: BackOfficeClientOptions): BackOfficeClient {
  const { logger, name: answerer = 'the back office', operations = backOfficeOperations } = options;
  const web = createWebClient({ ...options, name: answerer });
  const known = new Map(
    operations.map((operation) => [operation.name, { operation, result: resultSchema(operation) }]),
  );
  return {
    operations: operations.map(signatureOf),

    async call(name, args, { idempotencyKey, signal, correlation }) {
      const started = performance.now();
      const unavailable = (fault: FaultKind): BackOfficeAnswer => {
        const ms = Math.round(performance.now() - started);
        const line = { operation: known.has(name) ? name : 'unknown', fault, ms, ...callOf({ correlation }) };
        logger.warn(line, `no answer of ${answerer}`);
        return { outcome: 'unavailable', value: { fault } };
      };
      const bound = known.get(name);
      if (bound === undefined) return unavailable('unknown-operation');
      const { operation, result } = bound;
      try {
        return await web.ask({
          operation: name,
          path: operation.path,
          body: () => bodyOf(operation, args),
          idempotencyKey,
          safe: operation.safe,
          signal,
          correlation,
          read: (json) => judged(result, json),
        });
      } catch (error) {
        return unavailable(faultOf(error).kind);
      }
    },

    close: () => web.close(),
  };
}

/** The one place where personal values are revealed: the body of the request that needs them. */
function bodyOf(operation: Operation, args: Readonly<Record<string, unknown>>): string {
  const wire = z.safeEncode(operation.arguments, givenArguments(operation, args));
  if (!wire.success) throw new Fault('bad-arguments');
  return JSON.stringify(wire.data);
}

const answerSchema = z.object({ outcome: z.string(), value: z.record(z.string(), z.unknown()) });

function judged(result: z.ZodType, json: unknown): BackOfficeAnswer {
  const read = result.safeParse(json);
  if (!read.success) throw new Fault('bad-body');
  return answerSchema.parse(read.data);
}

/** Several of them as one: each operation is asked of the one that answers it. @param first answers for what nobody knows */
export function joinedClients(
  first: BackOfficeClient,
  ...others: readonly BackOfficeClient[]
): BackOfficeClient {
  const clients = [first, ...others];
  const known = new Map(
    clients.flatMap((client) => client.operations.map(({ name }) => [name, client] as const)),
  );
  return {
    operations: clients.flatMap(({ operations }) => operations),
    call: (name, args, call) => (known.get(name) ?? first).call(name, args, call),
    close: () => {
      for (const client of clients) client.close();
    },
  };
}
