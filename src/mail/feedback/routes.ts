import type { Logger } from 'pino';
import { z } from 'zod';
import { badRequest, readRequest, WebError } from '../../web/errors.ts';
import type { Paths, Room } from '../../web/room.ts';
import type { FeedbackIntake } from './intake.ts';
import { isSigned, type SigningKeys } from './signature.ts';
import { feedbackBody, webhookDescription } from './webhook-description.ts';

/** Its signature lets a request in, no token: the server must leave this route open. */
export const feedbackRoute = '/feedback/:carrier';
const bodyLimit = 512 * 1024;
/** Clocks of carriers may be ahead by this much. */
const aheadMs = 5 * 60_000;
const noKeys: SigningKeys = {};

export interface FeedbackRoomParts {
  readonly intake: FeedbackIntake;
  /** By carrier. */
  readonly keys: Readonly<Record<string, SigningKeys>>;
  readonly logger: Logger;
  readonly now?: () => Date;
}

/** What carriers tell us over HTTP. Who has no key of a carrier cannot even tell whether we know that carrier. */
export function feedbackRoom({ intake, keys, logger, now = () => new Date() }: FeedbackRoomParts): Room {
  return {
    paths: feedbackPaths,
    serve(app) {
      // Of its own, because the signature is over the bytes as they came.
      app.register(async (scope) => {
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser(
          'application/json',
          { parseAs: 'buffer', bodyLimit },
          (_request, body, done) => done(null, body),
        );
        scope.post(feedbackRoute, async (request) => {
          const { carrier } = readRequest(z.object({ carrier: z.string().max(100) }), request.params);
          const body = request.body instanceof Buffer ? request.body : Buffer.alloc(0);
          const known = Object.hasOwn(keys, carrier);
          const own = (known ? keys[carrier] : undefined) ?? noKeys;
          if (!isSigned(own, request.headers, body, now())) {
            logger.warn(
              { carrier: known ? carrier : 'unknown' },
              'feedback with a signature that is not good',
            );
            throw new WebError(401, 'bad-signature');
          }
          const { events } = readRequest(feedbackBody, jsonOf(body));
          const latest = now().getTime() + aheadMs;
          if (events.some(({ at }) => Date.parse(at) > latest)) throw badRequest(['at']);
          return { outcome: 'done', ...(await intake.take(carrier, events)) };
        });
      });
    },
  };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw badRequest([]);
  }
}

/** How the route is described. */
export const feedbackPaths: Paths = {
  '/feedback/{carrier}': {
    parameters: [
      {
        name: 'carrier',
        in: 'path',
        required: true,
        schema: { type: 'string' },
        description: 'name of the carrier',
      },
    ],
    ...webhookDescription,
  },
};
