import { Readable } from 'node:stream';
import { z } from 'zod';
import { isReference } from '../store/reference.ts';
import { pageBefore, queryParameters, referenceParameter } from '../web/described.ts';
import { readRequest, WebError } from '../web/errors.ts';
import { knownClients } from '../web/known-clients.ts';
import { faults, jsonContent, type Paths, type Room } from '../web/room.ts';
import { boxName } from './boxes.ts';
import { deletionReasons, type MessageBook, type Summary, states } from './message-book.ts';
import { audioType, referenceSchema } from './routes.ts';

/** An office that listens to messages. */
export interface OfficeClient {
  /** Its name in the audit. */
  readonly client: string;
  readonly token: string;
  /** The boxes that it may open. */
  readonly boxes: 'all' | readonly string[];
}

const prefix = '/office/';

/** Whether a route is for offices, and not for engines. @param route its pattern, `/office/voice-messages` */
export function isOfOffices(route: string): boolean {
  return route.startsWith(prefix);
}

const state = z.enum(states);
const listQuery = z.strictObject({
  box: boxName.optional().describe('only this one; all that the token opens when left out'),
  state: state.optional().describe('only in this state'),
  before: pageBefore,
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const markSchema = z.strictObject({ state });
const deletionSchema = z.strictObject({ reason: z.enum(deletionReasons) });
const messageSchema = z.object({
  reference: z.string(),
  box: z.string(),
  language: z.string(),
  line: z.string(),
  seconds: z.int(),
  receivedAt: z.iso.datetime(),
  until: z.iso.datetime().describe('when it is deleted'),
  state,
});
const historySchema = z.array(
  z.object({
    at: z.iso.datetime(),
    client: z.string(),
    action: z.string(),
    box: z.string(),
    detail: z.string().nullable(),
  }),
);
const boxSchema = z.object({ name: z.string(), title: z.string() });

/** Voice messages over HTTP, as the offices that answer them have them. Lists tell nothing about a caller. */
export function officeRoom(given: {
  book: MessageBook;
  clients: readonly OfficeClient[];
  /** The boxes in force now, by name. */
  boxes: () => ReadonlyMap<string, { readonly name: string; readonly title: string }> | undefined;
}): Room {
  const { book } = given;
  const clientOf = knownClients(given.clients);
  type Asked = Parameters<typeof clientOf>[0] & { readonly params: unknown };
  const opens = ({ boxes }: OfficeClient, box: string) => boxes === 'all' || boxes.includes(box);
  const referenceOf = ({ params }: Asked): string => {
    const { reference } = readRequest(referenceSchema, params);
    if (!isReference(reference)) throw new WebError(404, 'no-such-message');
    return reference;
  };
  /** A message in a box of the client's; of others it is not even told that they are there. */
  const messageOf = async (asked: Asked): Promise<{ client: string; message: Summary }> => {
    const client = clientOf(asked);
    const message = await book.find(referenceOf(asked));
    if (message === undefined || !opens(client, message.box)) throw new WebError(404, 'no-such-message');
    return { client: client.client, message };
  };

  return {
    paths: officePaths,
    serve(app) {
      app.addHook('onSend', async (request, reply) => {
        if (isOfOffices(request.routeOptions.url ?? '')) reply.header('cache-control', 'no-store');
      });
      app.get('/office/boxes', async (request) => {
        const client = clientOf(request);
        const boxes = [...(given.boxes()?.values() ?? [])].filter(({ name }) => opens(client, name));
        return { boxes: boxes.map(({ name, title }) => ({ name, title })) };
      });
      app.get('/office/voice-messages', async (request) => {
        const client = clientOf(request);
        const { box, state: wanted = null, before = null, limit } = readRequest(listQuery, request.query);
        if (box !== undefined && !opens(client, box)) throw new WebError(403, 'forbidden');
        const all = client.boxes === 'all' ? [...(given.boxes()?.keys() ?? [])] : client.boxes;
        const boxes = box === undefined ? all : [box];
        const page = await book.list({ boxes, state: wanted, before, limit });
        const last = page.length === limit ? page.at(-1) : undefined;
        return { messages: page.map(shown), next: last?.id ?? null };
      });
      app.get('/office/voice-messages/:reference', async (request) =>
        shown((await messageOf(request)).message),
      );
      app.get('/office/voice-messages/:reference/history', async (request) => {
        const client = clientOf(request);
        const history = await book.history(referenceOf(request));
        if (!history.some(({ box }) => opens(client, box))) throw new WebError(404, 'no-such-message');
        return { history };
      });
      app.get('/office/voice-messages/:reference/about', async (request) => {
        const { client, message } = await messageOf(request);
        return { about: await book.about(message, client) };
      });
      app.get('/office/voice-messages/:reference/audio', async (request, reply) => {
        const { client, message } = await messageOf(request);
        const { bytes, pieces } = await book.audio(message, client);
        return await reply.type(audioType).header('content-length', bytes).send(Readable.from(pieces));
      });
      app.post('/office/voice-messages/:reference/state', async (request) => {
        const { client, message } = await messageOf(request);
        const { state: wanted } = readRequest(markSchema, request.body);
        await book.mark(message, wanted, client);
        return shown({ ...message, state: wanted });
      });
      app.post('/office/voice-messages/:reference/deletion', async (request) => {
        const { client, message } = await messageOf(request);
        const { reason } = readRequest(deletionSchema, request.body);
        await book.remove(message, reason, client);
        return { reference: message.reference };
      });
    },
  };
}

function shown({ id: _, ...message }: Summary) {
  return message;
}

const answer = (description: string, content: unknown) => ({ '200': { description, content } });
const read = (description: string, told: string, content: unknown) => ({
  get: {
    description,
    parameters: [referenceParameter],
    responses: { ...answer(told, content), ...faults(401, 404) },
  },
});
const act = (description: string, body: z.ZodType, content: z.ZodType) => ({
  post: {
    description,
    parameters: [referenceParameter],
    requestBody: { required: true, content: jsonContent(body) },
    responses: { ...answer('It is done, and written down', jsonContent(content)), ...faults(400, 401, 404) },
  },
});
const one = '/office/voice-messages/{reference}';

/** How the routes are described. All need a token of an office; what a token does not open is 404. */
export const officePaths: Paths = {
  '/office/boxes': {
    get: {
      description: 'The boxes that the token opens.',
      responses: {
        ...answer('The boxes', jsonContent(z.object({ boxes: z.array(boxSchema) }))),
        ...faults(401),
      },
    },
  },
  '/office/voice-messages': {
    get: {
      description: 'Messages, the newest first.',
      parameters: queryParameters(listQuery),
      responses: {
        ...answer(
          'A page',
          jsonContent(z.object({ messages: z.array(messageSchema), next: z.string().nullable() })),
        ),
        ...faults(400, 401, 403),
      },
    },
  },
  [one]: read('One message.', 'The message', jsonContent(messageSchema)),
  [`${one}/history`]: read(
    'What was done with a message, by whom; also of one that is gone.',
    'The history',
    jsonContent(z.object({ history: historySchema })),
  ),
  [`${one}/about`]: read(
    'What the caller keyed in for a message, personal data included; that it was read is written down.',
    'What is known',
    jsonContent(z.object({ about: z.record(z.string(), z.unknown()) })),
  ),
  [`${one}/audio`]: read(
    'The message itself; that it was listened to is written down.',
    'A WAV file, 8 kHz, 16 bit, mono',
    { [audioType]: { schema: { type: 'string', format: 'binary' } } },
  ),
  [`${one}/state`]: act('Marks a message as new, heard or done.', markSchema, messageSchema),
  [`${one}/deletion`]: act(
    'Deletes a message with its audio before its time; the history says by whom and why.',
    deletionSchema,
    referenceSchema,
  ),
};
