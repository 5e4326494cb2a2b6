import { z } from 'zod';
import { readRequest } from '../web/errors.ts';
import { faults, jsonContent, type Paths, type Room } from '../web/room.ts';
import type { CallBackBook } from './book.ts';
import {
  callBackId,
  callBackStates,
  callBackSummary,
  endReasons,
  newCallBack,
  noted,
  pendingCallBack,
  pseudonym,
} from './call-back.ts';

export const claimSchema = z.strictObject({ id: callBackId, calls: z.int().min(0).max(100) });
export const postponeSchema = z.strictObject({ id: callBackId, notBefore: z.iso.datetime() });
export const endSchema = z.strictObject({
  id: callBackId,
  state: z.enum(callBackStates).exclude(['pending']),
  reason: z.enum(endReasons),
});
/** One of the two: by what it is looked for. */
export const findSchema = z.union([
  z.strictObject({ id: callBackId }),
  z.strictObject({ caller: pseudonym }),
]);
export const pageSchema = z.strictObject({
  after: z.string().max(120).default(''),
  limit: z.coerce.number().int().min(1).max(10).default(10),
});
export const foundSchema = z.object({ callBack: pendingCallBack.nullable() });
export const listSchema = z.object({ callBacks: z.array(pendingCallBack) });
export const claimedSchema = z.object({ outcome: z.enum(['claimed', 'gone']) });
/** What an operator is told of a call is longer than most requests. */
const bodyLimit = 32 * 1024;
const doneSchema = z.object({ outcome: z.literal('done') });
const overviewQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(100) });
export const overviewSchema = z.object({
  counts: z
    .record(z.enum(callBackStates), z.int())
    .describe('of the last 24 hours, and all that are pending'),
  callBacks: z.array(callBackSummary),
});
export type Overview = z.infer<typeof overviewSchema>;

/** What engines do with call-backs, and what supervisors see of them. */
export function callBackRoom(book: CallBackBook): Room {
  return {
    paths: callBackPaths,
    serve(app) {
      app.post(
        '/call-backs',
        { bodyLimit },
        async (request) => await book.note(readRequest(newCallBack, request.body)),
      );
      app.get('/call-backs', async (request) => {
        const { after, limit } = readRequest(pageSchema, request.query);
        return { callBacks: await book.pending(after, limit) };
      });
      app.post('/call-backs/find', async (request) => {
        const by = readRequest(findSchema, request.body);
        return { callBack: (await ('id' in by ? book.find(by.id) : book.of(by.caller))) ?? null };
      });
      app.post('/call-backs/claim', async (request) => {
        const { id, calls } = readRequest(claimSchema, request.body);
        return { outcome: (await book.claim(id, calls)) ? 'claimed' : 'gone' };
      });
      app.post('/call-backs/postpone', async (request) => {
        const { id, notBefore } = readRequest(postponeSchema, request.body);
        await book.postpone(id, notBefore);
        return { outcome: 'done' };
      });
      app.post('/call-backs/end', async (request) => {
        const { id, state, reason } = readRequest(endSchema, request.body);
        await book.end(id, state, reason);
        return { outcome: 'done' };
      });
      app.get('/desk/call-backs', async (request) => {
        const { limit } = readRequest(overviewQuery, request.query);
        return { counts: await book.counts(), callBacks: await book.summaries(limit) };
      });
    },
  };
}

const post = (description: string, body: z.ZodType, answer: z.ZodType) => ({
  post: {
    description,
    requestBody: { required: true, content: jsonContent(body) },
    responses: {
      '200': { description: 'Answered', content: jsonContent(answer) },
      ...faults(400, 401, 503),
    },
  },
});
const get = (description: string, query: z.ZodObject, answer: z.ZodType) => ({
  get: {
    description,
    parameters: Object.entries(query.shape).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      schema: z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
    })),
    responses: { '200': { description: 'Answered', content: jsonContent(answer) }, ...faults(400, 401, 503) },
  },
});

/** How the routes are described. */
export const callBackPaths: Paths = {
  '/call-backs': {
    ...post('Keeps a call-back. The same id again changes number and context alone.', newCallBack, noted),
    ...get('Those that are pending, by id.', pageSchema, listSchema),
  },
  '/call-backs/find': post('A pending one by its id, or that of a number.', findSchema, foundSchema),
  '/call-backs/claim': post(
    'Claims the next call of a call-back: one engine gets it.',
    claimSchema,
    claimedSchema,
  ),
  '/call-backs/postpone': post('It sleeps until then.', postponeSchema, doneSchema),
  '/call-backs/end': post('It is over; number and context are forgotten.', endSchema, doneSchema),
  '/desk/call-backs': get('What supervisors see: nothing of the citizen.', overviewQuery, overviewSchema),
};
