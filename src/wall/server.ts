import type { Logger } from 'pino';
import { z } from 'zod';
import type { Matcher } from '../matching/matcher.ts';
import { type PageServer, sessionOver } from '../staff/page-server.ts';
import type { Session } from '../staff/sessions.ts';
import { type SoftphoneOptions, serveSoftphones } from '../staff/softphones.ts';
import type { Choice, Outcome } from '../staff/wire.ts';
import { pageBefore } from '../web/described.ts';
import { readRequest, WebError } from '../web/errors.ts';
import { reasonSchema } from '../web/reason.ts';
import { serveLinea } from './linea.ts';
import { listen } from './listening.ts';
import { LiveFeed } from './live-feed.ts';
import { noConversations } from './page/no-conversations.ts';
import type { AuditRecords, Dimension, FigureRange } from './ports.ts';

import type { AuditPage, CallBackPage, Figure, History, WallPhone, WallSetup } from './wire.ts';

export interface WallOptions {
  readonly server: PageServer;
  readonly matcher: Pick<Matcher, 'snapshot' | 'watch' | 'conversation' | 'command'>;
  readonly records: AuditRecords;
  /** Rejects when the records are away. */
  readonly callBacks: (limit: number) => Promise<CallBackPage>;
  /** What stands for the queues, topics and languages on the page. */
  readonly queues: readonly Choice[];
  readonly topics: readonly Choice[];
  readonly languages: readonly Choice[];
  /** What colleagues read for a log-in name. */
  readonly titleOf: (name: string) => string;
  /** Makes softphones known to the network. */
  readonly softphones: SoftphoneOptions['book'];
  /** Asterisk's WebSocket for softphones: `ws://127.0.0.1:8088/ws`. */
  readonly sipUrl: string;
  /** Whether a session is still there; being asked keeps it alive. */
  readonly lives: (session: Session) => Promise<boolean>;
  /** Figures as a table for a spreadsheet, in Italian. */
  readonly csv: (figures: readonly Figure[], by: readonly Dimension[]) => string;
  /** The day on the calendar in Italy, `YYYY-MM-DD`. */
  readonly today: () => string;
  readonly logger: Logger;
}

const conversationId = z.string().regex(/^[\w.:-]{1,120}$/);
const slug = z.string().regex(/^[a-z0-9-]{1,60}$/);
const rangeQuery = {
  from: z.iso.date(),
  to: z.iso.date(),
  queue: slug.optional(),
  topic: slug.optional(),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
};
const csvQuery = z.strictObject({
  ...rangeQuery,
  by: z.enum(['day', 'hour', 'queue', 'topic', 'day,hour', 'day,queue', 'day,topic', 'disposition']),
});
const listeningBody = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['listen', 'whisper', 'barge']), reason: reasonSchema }),
  z.strictObject({ type: z.literal('stop-listening') }),
]);
const auditQuery = z.strictObject({
  who: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,59}$/)
    .optional(),
  conversation: conversationId.optional(),
  before: pageBefore,
});
const auditPageSize = 50;
const mostCallBacks = 200;
const sessionLookMs = 60_000;
/** Bytes that may wait for a page: one event of three hundred operators, or a few of less. */
const mostBuffered = 64 * 1024;
/** Events that a page may miss one after the other. */
const mostLeft = 30;

/** Adds the supervisor's wall to a server for browsers: for supervisors only, and nothing of a caller. */
export function serveWall(options: WallOptions): { close(): void } {
  const { server, matcher, records, logger } = options;
  const { app } = server;
  const feed = new LiveFeed({ matcher, logger });
  const phones = serveSoftphones({
    server,
    path: '/api/wall/sip',
    role: 'supervisor',
    prefix: 'sv',
    book: options.softphones,
    sipUrl: options.sipUrl,
    logger,
  });

  server.reserve('/api/wall/', 'supervisor');
  server.socket({
    path: '/api/wall/events',
    role: 'supervisor',
    open: (socket, session) => {
      // A wall is looked at all day long without a click.
      const look = async () => {
        if (!(await options.lives(session))) socket.close(sessionOver);
      };
      const looking = setInterval(() => void look().catch(() => {}), sessionLookMs);
      // Each event says everything: a page that cannot follow gets the next one, and one that does not read is gone.
      let left = 0;
      const leave = feed.join((text) => {
        if (socket.readyState !== socket.OPEN) return;
        left = socket.bufferedAmount > mostBuffered ? left + 1 : 0;
        if (left === 0) socket.send(text);
        else if (left > mostLeft) socket.terminate();
      });
      socket.once('close', () => {
        clearInterval(looking);
        leave();
      });
    },
  });

  app.get('/api/wall/setup', async (request): Promise<WallSetup> => {
    const { name } = server.sessionOf(request).person;
    const { queues, topics, languages } = options;
    const supervisor = { name, title: options.titleOf(name) };
    return { supervisor, queues, topics, languages, today: options.today() };
  });

  app.get('/api/wall/phone', async (request): Promise<WallPhone> => {
    const session = server.sessionOf(request);
    await phones.book(session);
    return { user: phones.nameOf(session.person.name), password: session.softphone.reveal() };
  });

  app.post('/api/wall/conversations/:id/listening', async (request): Promise<Outcome> => {
    const { id: conversation } = readRequest(z.object({ id: conversationId }), request.params);
    const order = readRequest(listeningBody, request.body);
    const { name: supervisor } = server.sessionOf(request).person;
    const reason = 'reason' in order ? order.reason : null;
    const ring = phones.nameOf(supervisor);
    return await listen({ matcher, records }, { supervisor, ring, conversation, type: order.type, reason });
  });

  app.get('/api/wall/history', async (request): Promise<History> => {
    const range = readRequest(z.strictObject(rangeQuery), request.query);
    const of = (by: readonly Dimension[]) => figures(range, by);
    const [total, byDay, byHour, byQueue, byTopic] = await Promise.all([
      of([]),
      of(['day']),
      of(['hour']),
      of(['queue']),
      of(['topic']),
    ]);
    return { total: total[0] ?? noConversations, byDay, byHour, byQueue, byTopic };
  });

  app.get('/api/wall/history.csv', async (request, reply) => {
    const { by, ...range } = readRequest(csvQuery, request.query);
    const dimensions = by.split(',').flatMap((one) => csvDimensions.filter((name) => name === one));
    const table = options.csv(await figures(range, dimensions), dimensions);
    const name = `centralino-${range.from}-${range.to}-${by.replace(',', '-')}.csv`;
    return await reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(table);
  });

  app.get(
    '/api/wall/call-backs',
    async (): Promise<CallBackPage> => await orAway(options.callBacks(mostCallBacks)),
  );

  app.get('/api/wall/audit', async (request): Promise<AuditPage> => {
    const query = readRequest(auditQuery, request.query);
    return await orAway(records.audit({ ...query, limit: auditPageSize }));
  });

  app.get('/api/wall/audit/integrity', async () => await orAway(records.integrity()));

  serveLinea({
    server,
    records,
    topicTitle: (name) => options.topics.find((topic) => topic.name === name)?.title ?? name,
    orAway,
  });

  function figures(range: FigureRange, by: readonly Dimension[]): Promise<readonly Figure[]> {
    return orAway(records.figures(range, by));
  }
  return { close: () => feed.close() };
}

const csvDimensions: readonly Dimension[] = ['day', 'hour', 'queue', 'topic', 'disposition'];

/** Whatever keeps the records from answering, the page is told that they are away, or that it asked wrongly. */
async function orAway<Answer>(work: Promise<Answer>): Promise<Answer> {
  try {
    return await work;
  } catch (error) {
    const isOurs = error instanceof Error && 'kind' in error && error.kind === 'http-400';
    throw isOurs ? new WebError(400, 'bad-request') : new WebError(503, 'unavailable');
  }
}
