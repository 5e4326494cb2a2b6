import { z } from 'zod';

const entrySchema = z.looseObject({
  ms: z.number(),
  type: z.string(),
  flow: z.string().optional(),
  step: z.string().optional(),
  id: z.string().optional(),
  prompts: z.array(z.object({ prompt: z.string(), language: z.string() })).optional(),
  text: z.string().optional(),
  keys: z.string().optional(),
  operation: z.string().optional(),
  outcome: z.string().optional(),
  answeredAfterMs: z.number().optional(),
  by: z.string().optional(),
  cause: z.string().optional(),
  what: z.string().optional(),
});
const summarySchema = z.looseObject({
  id: z.string(),
  line: z.string(),
  language: z.string(),
  state: z.enum(['live', 'ended']),
});
const journalSchema = summarySchema.extend({ entries: z.array(entrySchema) });

export type JournalEntry = z.infer<typeof entrySchema>;
export type CallJournal = z.infer<typeof journalSchema>;
export type CallSummary = z.infer<typeof summarySchema>;

/** The calls that an engine knows, newest first. */
export async function listCalls(httpUrl: string): Promise<readonly CallSummary[]> {
  return z.object({ calls: z.array(summarySchema) }).parse(await getJson(`${httpUrl}/api/calls?limit=500`))
    .calls;
}

/** The journal of one call. @throws Error when the engine knows no such call */
export async function readJournal(httpUrl: string, id: string): Promise<CallJournal> {
  return journalSchema.parse(await getJson(`${httpUrl}/api/calls/${encodeURIComponent(id)}`));
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}`);
  return response.json();
}
