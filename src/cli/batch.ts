import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readConfig } from '../config/read.ts';
import { type Command, textOption, UsageError } from './command.ts';

/** Long enough to write a manifest of many letters. */
const patienceMs = 600_000;
const environment = z.object({ OPS_TOKEN: z.string().min(16) });
const answerSchema = z.object({ letters: z.number() });

export const batch: Command = {
  name: 'batch',
  summary: 'close the open batch of letters before its hour',
  usage: `
usage: centralino batch --close [--reason TEXT] [--url URL]

Asks the worker that keeps the records to close the batch that is open: its manifest is written, and its letters are
handed over. Told by its environment: OPS_TOKEN, or OPS_TOKEN_FILE with the path of a file that holds it.

  --close        close it
  --reason TEXT  why, for the audit (default "closed by hand")
  --url URL      the records (default http://127.0.0.1:8081)`,
  options: { close: { type: 'boolean' }, reason: { type: 'string' }, url: { type: 'string' } },
  run: async (values) => {
    if (values['close'] !== true) throw new UsageError('say what to do with the batch: --close');
    const { OPS_TOKEN: token } = readConfig(environment, process.env);
    const url = textOption(values, 'url', 'http://127.0.0.1:8081');
    const letters = await closeBatches(url, token, textOption(values, 'reason', 'closed by hand'));
    process.stdout.write(`${letters} letters handed over\n`);
    return 0;
  },
};

/** @returns how many letters were handed over @throws UsageError */
async function closeBatches(url: string, token: string, reason: string): Promise<number> {
  const answer = await fetch(new URL('/ops/batches/close', url), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ reason }),
    signal: AbortSignal.timeout(patienceMs),
  }).catch(() => {
    throw new UsageError(`no records answer at ${url}: start a worker, or name another with --url`);
  });
  if (answer.status === 401 || answer.status === 403)
    throw new UsageError('OPS_TOKEN is not one that the worker knows');
  if (answer.status === 400) throw new UsageError('--reason takes a few words without numbers of people');
  const read = answerSchema.safeParse(await answer.json().catch(() => undefined));
  if (!read.success)
    throw new UsageError(`the records at ${url} cannot close it now (${answer.status}): see their log`);
  return read.data.letters;
}
