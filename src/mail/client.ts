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
  },
) => Promise<{ readonly outcome: string; readonly value: unknown }>;

/** How an engine has something sent. @param records the system of record */
export function handInTo(records: WebClient, service: (typeof services)[number], logger: Logger): HandIn {
  return async (operation, args, { idempotencyKey, signal, correlation, call: { language } }) => {
    try {
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
    } catch (error) {
      logger.warn(
        { service, fault: faultOf(error).kind, ...callOf({ correlation }) },
        'a request could not be handed in',
      );
      return { outcome: 'unavailable', value: null };
    }
  };
}
