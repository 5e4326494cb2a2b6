/** What is counted in the end: what callers saw, and what the records hold. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Distribution, Samples } from '../../caller/samples.ts';
import type { SeenReport } from './seen.ts';

/** What all processes of callers saw, as one. */
export function together(reports: readonly SeenReport[]): SeenReport {
  const sum = (of: (one: SeenReport) => number) => reports.reduce((all, one) => all + of(one), 0);
  return {
    placed: sum((one) => one.placed),
    unanswered: sum((one) => one.unanswered),
    dropped: sum((one) => one.dropped),
    apologised: sum((one) => one.apologised),
    finished: sum((one) => one.finished),
    doubled: sum((one) => one.doubled),
    repeated: sum((one) => one.repeated),
    steps: sum((one) => one.steps),
    steppedBack: sum((one) => one.steppedBack),
    accepted: sum((one) => one.accepted),
    refused: sum((one) => one.refused),
    resumed: reports.flatMap((one) => one.resumed),
    keyToPromptMs: reports.flatMap((one) => one.keyToPromptMs),
    findings: reports.flatMap((one) => one.findings),
  };
}

/** The distribution of some measurements. */
export function distributionOf(values: readonly number[]): Distribution {
  const samples = new Samples();
  for (const value of values) samples.add(value);
  return samples.distribution();
}

const pageSchema = z.object({
  requests: z.array(z.object({ kind: z.string() })),
  next: z.string().nullable(),
});

/** How many text messages the records were asked for. @throws Error when they do not answer */
export async function keptRequests({
  recordsUrl,
  opsToken,
}: {
  recordsUrl: string;
  opsToken: string;
}): Promise<number> {
  let kept = 0;
  let before: string | null = null;
  do {
    const query: string = before === null ? '' : `&before=${encodeURIComponent(before)}`;
    const response = await fetch(`${recordsUrl}/ops/requests?state=ALL&limit=500${query}`, {
      headers: { authorization: `Bearer ${opsToken}` },
      signal: AbortSignal.timeout(30_000),
    });
    const page = pageSchema.parse(await response.json());
    kept += page.requests.length;
    before = page.next;
  } while (before !== null);
  return kept;
}

/** What engines told in their logs under these words, each as a row. @throws ZodError for a row of another shape */
export async function toldByEngines<T>(logDir: string, words: string, row: z.ZodType<T>): Promise<T[]> {
  const files = (await readdir(logDir)).filter((name) => name.startsWith('engine'));
  const texts = await Promise.all(files.map((name) => readFile(join(logDir, name), 'utf8')));
  const told = texts.flatMap((text) => text.split('\n')).filter((line) => line.includes(words));
  return told.map((line) => row.parse(JSON.parse(line)));
}
