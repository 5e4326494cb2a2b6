import { z } from 'zod';
import { readRequest } from '../web/errors.ts';
import { faults, jsonContent, type Paths, type Room } from '../web/room.ts';
import { conversationSchema } from './conversation.ts';
import type { ConversationBook } from './conversation-book.ts';

export const doneSchema = z.object({ outcome: z.literal('done') });

/** What engines hand in. */
export function conversationRoom(book: ConversationBook): Room {
  return {
    paths: conversationPaths,
    serve(app) {
      app.post('/conversations', async (request) => {
        await book.keep(readRequest(conversationSchema, request.body));
        return { outcome: 'done' };
      });
    },
  };
}

/** How the route is described. */
export const conversationPaths: Paths = {
  '/conversations': {
    post: {
      description:
        'Keeps a stay in a queue and what came of it, once by its id. Nothing of it is about the caller.',
      requestBody: { required: true, content: jsonContent(conversationSchema) },
      responses: {
        '200': { description: 'It is kept', content: jsonContent(doneSchema) },
        ...faults(400, 401, 503),
      },
    },
  },
};
