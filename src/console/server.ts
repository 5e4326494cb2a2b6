import { fastify } from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { CallJournal, CallSummary } from '../call/journal.ts';
import { type Monitored, serveMonitor } from '../web/monitor.ts';
import type { MenuReport } from './usage-report.ts';

export interface ConsoleParts {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly calls: { readonly size: number; readonly draining: boolean };
  readonly metrics: Monitored['metrics'];
  readonly journals: {
    list(limit: number): Promise<readonly CallSummary[]>;
    find(id: string): Promise<CallJournal | undefined>;
  };
  readonly telephony: { readonly linkUp: boolean };
  readonly flows: {
    readonly status: FlowsStatus;
    reload(): Promise<ReloadResult>;
  };
  readonly menus: {
    /** What all engines counted in so many days, for the menus that there are. @throws when the store is away */
    report(days: number): Promise<readonly MenuReport[]>;
  };
  readonly logger: Logger;
}

/** The version of flows and prompts that new calls get, and the change that could not go live, if there is one. */
export interface FlowsStatus {
  readonly version: string;
  readonly since: string;
  readonly flows: number;
  readonly languages: readonly string[];
  readonly refused: { readonly at: string; readonly findings: readonly unknown[] } | null;
  readonly reloads: { readonly live: number; readonly refused: number };
}

type ReloadResult =
  | { readonly result: 'live' | 'unchanged'; readonly version: string }
  | { readonly result: 'refused'; readonly version: string; readonly findings: readonly unknown[] };

const listQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) });
const usageQuery = z.object({ days: z.coerce.number().int().min(1).max(90).default(30) });
const callParameters = z.object({ id: z.string().min(1).max(128) });

/**
 * What an engine shows over HTTP: health and the masked journals of its calls. Nothing personal is in there, but it is
 * bound to loopback all the same.
 */
export async function openConsole(parts: ConsoleParts): Promise<{ url: string; close(): Promise<void> }> {
  const { calls, flows, journals, menus, telephony, logger } = parts;
  const app = fastify({ loggerInstance: logger.child({}, { level: 'warn' }) });

  serveMonitor(app, {
    /** It takes new calls. */
    ready: () => ({
      ready: telephony.linkUp && !calls.draining,
      asterisk: telephony.linkUp,
      draining: calls.draining,
      calls: calls.size,
    }),
    metrics: parts.metrics,
  });

  app.get('/api/calls', async (request, reply) => {
    const query = listQuery.safeParse(request.query);
    if (!query.success) return reply.code(400).send({ error: 'limit is a number from 1 to 500' });
    return { calls: await journals.list(query.data.limit) };
  });

  app.get('/api/calls/:id', async (request, reply) => {
    const parameters = callParameters.safeParse(request.params);
    const journal = parameters.success ? await journals.find(parameters.data.id) : undefined;
    return (
      journal ??
      reply.code(404).send({ error: 'there is no such call; GET /api/calls lists those there are' })
    );
  });

  app.get('/api/flows', async () => flows.status);

  /** Looks at flows/ and prompts/ now: 200 when what they hold is live, 422 with the findings when it is refused. */
  app.post('/api/reload', async (_request, reply) => {
    const reloaded = await flows.reload();
    return reply.code(reloaded.result === 'refused' ? 422 : 200).send(reloaded);
  });

  /** Which keys callers choose at each menu, and the order of choices that suggests. */
  app.get('/api/usage', async (request, reply) => {
    const query = usageQuery.safeParse(request.query);
    if (!query.success) return reply.code(400).send({ error: 'days is a number from 1 to 90' });
    try {
      return { days: query.data.days, menus: await menus.report(query.data.days) };
    } catch {
      return reply.code(503).send({ error: 'the store of the counts is away: try again later' });
    }
  });

  const url = await app.listen({ host: parts.host, port: parts.port });
  return { url, close: () => app.close() };
}
