import { z } from 'zod';
import { fromWire } from '../privacy/wire.ts';
import { isReference } from '../store/reference.ts';
import { idempotencyKeyOf, readRequest, WebError } from '../web/errors.ts';
import { faults, idempotencyKeyHeader, jsonContent, type Paths, type Room } from '../web/room.ts';
import { boxName, longestMessage } from './boxes.ts';
import type { MessageBook } from './message-book.ts';

/** What an engine sends before the audio; personal values are `{ "$sensitive": kind, "value": text }`. */
export const enteredSchema = z.strictObject({
  box: boxName,
  language: z.string().regex(/^[a-z]{2}$/),
  line: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/)
    .describe('the line of the number plan that was called'),
  seconds: z
    .int()
    .min(0)
    .max(longestMessage + 15),
  about: z.record(z.string(), z.unknown()).describe('what the flow knows of it'),
});
export const referenceSchema = z.object({ reference: z.string() });
/** The type under which audio is sent and given. */
export const audioType = 'audio/wav';

const audioStream = z.custom<AsyncIterable<Uint8Array>>(
  (value) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
);

/** Voice messages over HTTP, as engines hand them in. */
export function voiceMessageRoom(book: MessageBook): Room {
  return {
    paths: voiceMessagePaths,
    serve(app) {
      // Passed on as it comes; the book bounds it.
      app.addContentTypeParser(audioType, (_request, payload, done) => done(null, payload));
      app.post('/voice-messages', async (request) => {
        const idempotencyKey = idempotencyKeyOf(request.headers);
        const { about, ...message } = readRequest(enteredSchema, request.body);
        const known = Object.fromEntries(Object.entries(about).map(([name, one]) => [name, fromWire(one)]));
        return { reference: await book.enter({ ...message, about: known }, idempotencyKey) };
      });
      app.post('/voice-messages/:reference/audio', async (request) => {
        const { reference } = readRequest(referenceSchema, request.params);
        if (!isReference(reference)) throw new WebError(404, 'no-such-message');
        await book.takeAudio(reference, readRequest(audioStream, request.body));
        return { reference };
      });
    },
  };
}

/** How the routes are described. */
export const voiceMessagePaths: Paths = {
  '/voice-messages': {
    post: {
      description: 'Enters a voice message; nobody hears of it until its audio is there.',
      parameters: [idempotencyKeyHeader],
      requestBody: { required: true, content: jsonContent(enteredSchema) },
      responses: {
        '200': { description: 'The reference to tell the caller', content: jsonContent(referenceSchema) },
        ...faults(400, 401, 404, 503),
      },
    },
  },
  '/voice-messages/{reference}/audio': {
    post: {
      description: 'Takes the audio of a message. Sent again, it changes nothing.',
      parameters: [{ name: 'reference', in: 'path', required: true, schema: { type: 'string' } }],
      requestBody: {
        required: true,
        content: { [audioType]: { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        '200': { description: 'The message is in its box', content: jsonContent(referenceSchema) },
        ...faults(401, 404, 413, 503),
      },
    },
  },
};
