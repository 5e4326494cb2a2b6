import type { Logger } from 'pino';
import { z } from 'zod';
import { fromWire, toWire } from '../privacy/wire.ts';
import type { WebClient } from '../web/client.ts';
import { type Correlation, callOf } from '../web/correlation.ts';
import { Fault, faultOf } from '../web/fault.ts';
import type { services } from './routes.ts';

const answerSchema = z.object({ outcome: z.string(), value: z.unknown() });

/** Hands a document or a message in. Never throws: what goes wrong is the outcome `unavailable`. */
export type HandIn = (
  operation: string,
  args: Readonly<Record<string, unknown>>,
  asking: {
    readonly idempotencyKey: string;
    readonly signal: AbortSignal;
    readonly call: { readonly language: string };
    readonly correlation?: Correlation | undefined;
    /** The caller would be told that it is only noted. */
    readonly mayNote?: boolean;
  },
) => Promise<{ readonly outcome: string; readonly value: unknown }>;

/** Asks the records to take a request. @throws Fault */
export async function askRecords(
  records: WebClient,
  service: (typeof services)[number],
  operation: string,
  args: Readonly<Record<string, unknown>>,
  { idempotencyKey, signal, correlation, call: { language } }: Parameters<HandIn>[2],
): ReturnType<HandIn> {
  return await records.ask({
    operation: service,
    path: `/requests/${service}`,
    body: () => toWire({ operation, arguments: args, language }),
    idempotencyKey,
    // The key makes it one request, however often it arrives.
    safe: true,
    signal,
    correlation,
    read: (json) => {
      const answer = answerSchema.safeParse(json);
      if (!answer.success) throw new Fault('bad-body');
      return { outcome: answer.data.outcome, value: fromWire(answer.data.value) };
    },
  });
}

/** The line in the log for a request that did not reach the records. */
export function unreached(
  logger: Logger,
  service: (typeof services)[number],
  fault: Fault,
  asking: Parameters<HandIn>[2],
): void {
  logger.warn({ service, fault: fault.kind, ...callOf(asking) }, 'a request could not be handed in');
}

/** How somebody has something sent who does not keep it while the records are away. @param records the system of record */
export function handInTo(records: WebClient, service: (typeof services)[number], logger: Logger): HandIn {
  return async (operation, args, asking) => {
    try {
      return await askRecords(records, service, operation, args, asking);
    } catch (error) {
      unreached(logger, service, faultOf(error), asking);
      return { outcome: 'unavailable', value: null };
    }
  };
}
