import { z } from 'zod';
import { isReference } from '../../store/reference.ts';
import { getOf, pageBefore, postOf, queryParameters, referenceParameter } from '../../web/described.ts';
import { idempotencyKeyOf, readRequest, WebError } from '../../web/errors.ts';
import { knownClients } from '../../web/known-clients.ts';
import { reasonSchema } from '../../web/reason.ts';
import { idempotencyKeyHeader, type Paths, type Room } from '../../web/room.ts';
import { type State, states, stuck, unfinished } from '../states.ts';
import { actions, type By, type Interventions, NotPossible } from './interventions.ts';
import type { Overview } from './overview.ts';

/** Somebody of operations. */
export interface OpsClient {
  /** Its name in the audit. */
  readonly client: string;
  readonly token: string;
}

const prefix = '/ops/';

/** Whether a route is for operations, and not for engines. @param route its pattern, `/ops/requests` */
export function isOfOps(route: string): boolean {
  return route.startsWith(prefix);
}

const state = z.enum(states);
const actSchema = z.strictObject({ reason: reasonSchema });
const retriesSchema = z.strictObject({
  state: z.enum(stuck),
  waiting: z.string().max(61).describe('the reason for which they wait'),
  most: z.int().min(1).max(1_000).default(1_000),
  reason: reasonSchema,
});
const listQuery = z.strictObject({
  state: z
    .enum([...states, 'STUCK', 'UNFINISHED', 'ALL'])
    .default('STUCK')
    .describe('STUCK: those that wait for a person; UNFINISHED: those that go on by themselves'),
  waiting: z.string().max(61).optional().describe('only those that wait for this reason'),
  before: pageBefore,
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
const requestSchema = z.object({
  reference: z.string(),
  kind: z.string(),
  channel: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  language: z.string(),
  state,
  reason: z.string().nullable().describe('why it waits or ended'),
  attempts: z.int(),
  batch: z.string().nullable(),
  pages: z.int().nullable(),
  sha256: z.string().nullable(),
  carrier: z.string().nullable(),
  carrierReference: z.string().nullable(),
  againFor: z.string().nullable().describe('the request that it was sent again for'),
  expectedBy: z.iso.date(),
  createdAt: z.iso.datetime(),
});
const wholeSchema = requestSchema.extend({
  history: z.array(z.object({ state, at: z.iso.datetime(), reason: z.string().nullable() })),
  actions: z.array(
    z.object({ action: z.enum(actions), client: z.string(), reason: z.string(), at: z.iso.datetime() }),
  ),
  sentAgainAs: z.array(z.string()),
});
const statusSchema = z.object({
  counts: z.array(z.object({ state, reason: z.string().nullable(), requests: z.int() })),
  oldestUnfinished: z.iso.datetime().nullable(),
  batches: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['OPEN', 'CLOSING', 'CLOSED']),
      letters: z.int(),
      closesAt: z.iso.datetime(),
      closedAt: z.iso.datetime().nullable(),
    }),
  ),
});

/** Requests as people of operations have them: to look at, and to act on. Nothing that is shown is about the person. */
export function opsRoom(given: {
  readonly clients: readonly OpsClient[];
  readonly overview: Overview;
  readonly interventions: Interventions;
  /** Closes the batches that are open. @returns how many letters were handed over */
  readonly closeBatches: () => Promise<number>;
}): Room {
  const { overview, interventions, closeBatches } = given;
  const clientOf = knownClients(given.clients);
  type Asked = Parameters<typeof clientOf>[0] & { readonly params: unknown; readonly body: unknown };
  const referenceOf = ({ params }: Asked) => {
    const { reference } = readRequest(z.object({ reference: z.string() }), params);
    if (!isReference(reference)) throw new WebError(404, 'no-such-request');
    return reference;
  };
  const byOf = (request: Asked, reason: string): By => ({
    client: clientOf(request).client,
    reason,
    idempotencyKey: idempotencyKeyOf(request.headers),
  });
  /** Does something with one request. */
  const act = async <Result>(
    request: Asked,
    work: (reference: string, by: By) => Promise<Result | undefined>,
  ): Promise<Result> => {
    const by = byOf(request, readRequest(actSchema, request.body).reason);
    const result = await possible(() => work(referenceOf(request), by));
    if (result === undefined) throw new WebError(404, 'no-such-request');
    return result;
  };

  return {
    paths: opsPaths,
    serve(app) {
      app.get('/ops/status', () => overview.status());
      app.get('/ops/requests', (request) => {
        const { state: wanted, waiting, before, limit } = readRequest(listQuery, request.query);
        return overview.requests({
          states: statesOf(wanted),
          reason: waiting ?? null,
          before: before ?? null,
          limit,
        });
      });
      app.get('/ops/requests/:reference', async (request) => {
        const found = await overview.request(referenceOf(request));
        if (found === undefined) throw new WebError(404, 'no-such-request');
        return found;
      });
      app.post('/ops/requests/:reference/retry', async (request) => ({
        state: await act(request, (reference, by) => interventions.retry(reference, by)),
      }));
      app.post('/ops/requests/:reference/cancel', async (request) => ({
        state: await act(request, (reference, by) => interventions.cancel(reference, by)),
      }));
      app.post('/ops/requests/:reference/send-again', async (request) => ({
        reference: await act(request, (reference, by) => interventions.sendAgain(reference, by)),
      }));
      app.post('/ops/retries', async (request) => {
        const { state: wanted, waiting, most, reason } = readRequest(retriesSchema, request.body);
        return {
          requests: await interventions.retryAll(wanted, waiting, byOf(request, reason), most),
        };
      });
      app.post('/ops/batches/close', async (request) => {
        await interventions.noted(
          'close-batches',
          byOf(request, readRequest(actSchema, request.body).reason),
        );
        return { letters: await closeBatches() };
      });
    },
  };
}

function statesOf(wanted: z.output<typeof listQuery>['state']): readonly State[] {
  if (wanted === 'STUCK') return stuck;
  if (wanted === 'UNFINISHED') return unfinished;
  return wanted === 'ALL' ? states : [wanted];
}

async function possible<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotPossible) throw new WebError(409, `not-in-state-${error.state}`);
    throw error;
  }
}

const one = '/ops/requests/{reference}';
const page = z.object({ requests: z.array(requestSchema), next: z.string().nullable() });

/** How the routes are described. All need a token of operations. */
export const opsPaths: Paths = {
  '/ops/status': getOf('How much is in which state, why it waits, and the batches of letters.', statusSchema),
  '/ops/requests': getOf('Requests, the newest first.', page, queryParameters(listQuery)),
  [one]: getOf('One request: its history, and what people had done with it.', wholeSchema, [
    referenceParameter,
  ]),
  [`${one}/retry`]: postOf(
    'Has a request that failed, or had no address, tried from the beginning.',
    actSchema,
    z.object({ state }),
    [referenceParameter, idempotencyKeyHeader],
  ),
  [`${one}/cancel`]: postOf(
    'Takes a request back that is not handed over yet.',
    actSchema,
    z.object({ state }),
    [referenceParameter, idempotencyKeyHeader],
  ),
  [`${one}/send-again`]: postOf(
    'Sends again what was handed over, as a new request.',
    actSchema,
    z.object({ reference: z.string() }),
    [referenceParameter, idempotencyKeyHeader],
  ),
  '/ops/retries': postOf(
    'Has all that wait for one reason tried from the beginning.',
    retriesSchema,
    z.object({ requests: z.int() }),
    [idempotencyKeyHeader],
  ),
  '/ops/batches/close': postOf(
    'Closes the open batch of letters before its hour.',
    actSchema,
    z.object({ letters: z.int() }),
    [idempotencyKeyHeader],
  ),
};
