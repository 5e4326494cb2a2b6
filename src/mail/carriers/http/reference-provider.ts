import { createHash, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { z } from 'zod';
import { idempotencyKeyOf, readRequest, WebError } from '../../../web/errors.ts';
import { openWebServer, type WebServer } from '../../../web/server.ts';
import type { FeedbackState } from '../../feedback/event.ts';
import type { Refusal } from '../carrier.ts';

/** Room for a statement of some hundred pages in base64. */
const bodyLimit = 32 * 1024 * 1024;
/** Things remembered; the oldest go first. */
const mostKept = 10_000;

/** Something that a provider took. */
export interface Kept<Item> {
  readonly id: string;
  readonly item: Item;
  readonly fingerprint: string;
  state: 'ACCEPTED' | FeedbackState;
  at: Date;
}

export interface ReferenceProvider<Item> {
  readonly app: WebServer;
  /** What was taken, by Idempotency-Key. */
  readonly kept: ReadonlyMap<string, Kept<Item>>;
  /** Says how far something is, as the works of a real provider would. */
  advance(id: string, state: FeedbackState): void;
}

/**
 * A provider as the contract has it, that keeps what it takes in memory and delivers nothing: for tests, for trying out, and
 * for whoever writes an adapter to a real one.
 * @param judge why something is refused for good; undefined for what is taken
 */
export function createReferenceProvider<Schema extends z.ZodType<{ readonly reference: string }>>(given: {
  readonly collection: `/${string}`;
  readonly schema: Schema;
  readonly token: string;
  readonly logger: Logger;
  readonly judge: (item: z.output<Schema>) => Refusal | undefined;
  readonly document: () => unknown;
  readonly now?: () => Date;
}): ReferenceProvider<z.output<Schema>> {
  const { collection, schema, token, logger, judge, document, now = () => new Date() } = given;
  const kept = new Map<string, Kept<z.output<Schema>>>();
  const byId = new Map<string, Kept<z.output<Schema>>>();
  const app = openWebServer({ logger, access: [{ token }], open: ['/openapi.json'], bodyLimit });
  app.get('/openapi.json', async () => document());
  app.post(collection, async (request) => {
    const key = idempotencyKeyOf(request.headers);
    const item = readRequest(schema, request.body);
    const fingerprint = createHash('sha256').update(JSON.stringify(request.body)).digest('hex');
    const before = kept.get(key);
    if (before !== undefined && before.fingerprint !== fingerprint)
      throw new WebError(422, 'idempotency-key-reused');
    if (before !== undefined) return { outcome: 'accepted', id: before.id };
    const reason = judge(item);
    if (reason !== undefined) return { outcome: 'refused', reason };
    const entry: Kept<z.output<Schema>> = {
      id: randomUUID(),
      item,
      fingerprint,
      state: 'ACCEPTED',
      at: now(),
    };
    kept.set(key, entry);
    byId.set(entry.id, entry);
    if (kept.size > mostKept) forgetOldest();
    return { outcome: 'accepted', id: entry.id };
  });
  app.get(`${collection}/:id`, async (request) => {
    const { id } = readRequest(z.object({ id: z.string() }), request.params);
    const entry = byId.get(id);
    if (entry === undefined) throw new WebError(404, 'no-such-thing');
    return { id, reference: entry.item.reference, state: entry.state, at: entry.at.toISOString() };
  });

  function forgetOldest(): void {
    const [oldest] = kept;
    if (oldest === undefined) return;
    kept.delete(oldest[0]);
    byId.delete(oldest[1].id);
  }

  return {
    app,
    kept,
    advance(id, state) {
      const entry = byId.get(id);
      if (entry === undefined) return;
      entry.state = state;
      entry.at = now();
    },
  };
}
