import { z } from 'zod';
import { faults, jsonContent } from '../../web/room.ts';
import { feedbackEvent } from './event.ts';
import { replayWindowSeconds, signatureHeaders } from './signature.ts';

/** Bodies of one webhook. */
export const feedbackBody = z.object({ events: z.array(feedbackEvent).min(1).max(500) });
export const feedbackAnswer = z.object({
  outcome: z.literal('done'),
  advanced: z.int().describe('requests that are further now'),
  unchanged: z.int().describe('told before, or overtaken by what was told before'),
  unknown: z.int().describe('of no request of ours'),
});

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

/** How a carrier tells us what became of things: an OpenAPI path item, of our own API and of the contracts of carriers. */
export const webhookDescription = {
  post: {
    description:
      'What became of things. In any order, and as often as they like: an event that is repeated changes nothing.',
    security: [],
    parameters: [
      header(signatureHeaders.key, 'id of the key'),
      header(
        signatureHeaders.timestamp,
        `seconds since 1970; not more than ${replayWindowSeconds} away from our clock`,
      ),
      header(signatureHeaders.signature, '`v1=` and HMAC-SHA-256 over TIMESTAMP.BODY in hexadecimal'),
    ],
    requestBody: { required: true, content: jsonContent(feedbackBody) },
    responses: {
      '200': { description: 'All events are written', content: jsonContent(feedbackAnswer) },
      ...faults(400, 401, 503),
    },
  },
};
