import { z } from 'zod';
import type { WebClient } from '../web/client.ts';
import { Fault } from '../web/fault.ts';
import { type CallBackRecords, noted } from './call-back.ts';
import { claimedSchema, foundSchema, listSchema, type Overview, overviewSchema } from './routes.ts';

/** The call-backs as an engine has them. @param records the system of record. Everything rejects with a Fault */
export function callBackRecordsOf(records: WebClient): CallBackRecords {
  const ask = async <Schema extends z.ZodType>(
    path: string,
    body: Readonly<Record<string, unknown>> | undefined,
    answer: Schema,
    safe = true,
  ): Promise<z.output<Schema>> =>
    await records.ask({
      operation: 'call-back',
      path,
      ...(body === undefined ? {} : { body: () => JSON.stringify(body) }),
      idempotencyKey: path,
      safe,
      read: (json) => {
        const read = answer.safeParse(json);
        if (!read.success) throw new Fault('bad-body');
        return read.data;
      },
    });
  const done = z.object({ outcome: z.literal('done') });
  return {
    note: async (given) => await ask('/call-backs', given, noted),
    find: async (id) => (await ask('/call-backs/find', { id }, foundSchema)).callBack ?? undefined,
    of: async (caller) => (await ask('/call-backs/find', { caller }, foundSchema)).callBack ?? undefined,
    pending: async (after, limit) =>
      (await ask(`/call-backs?${new URLSearchParams({ after, limit: `${limit}` })}`, undefined, listSchema))
        .callBacks,
    // Not asked twice: a claim whose answer was lost is one call too few, never one too many.
    claim: async (id, calls) =>
      (await ask('/call-backs/claim', { id, calls }, claimedSchema, false)).outcome === 'claimed',
    postpone: async (id, notBefore) => void (await ask('/call-backs/postpone', { id, notBefore }, done)),
    end: async (id, state, reason) => void (await ask('/call-backs/end', { id, state, reason }, done)),
  };
}

/** What supervisors see. @param records with the token of the desk. What is given rejects with a Fault */
export function callBackOverviewOf(records: WebClient): (limit: number) => Promise<Overview> {
  return async (limit) =>
    await records.ask({
      operation: 'call-backs',
      path: `/desk/call-backs?limit=${limit}`,
      idempotencyKey: `call-backs ${limit}`,
      safe: true,
      read: (json) => {
        const read = overviewSchema.safeParse(json);
        if (!read.success) throw new Fault('bad-body');
        return read.data;
      },
    });
}
