import { z } from 'zod';
import type { MenuReport } from '../console/usage-report.ts';
import { type Command, numberOption, textOption, UsageError } from './command.ts';

const patienceMs = 10_000;

export const usage: Command = {
  name: 'usage',
  summary: 'say which keys callers choose at each menu, and the order that suggests',
  usage: `
usage: centralino usage [--days N] [--url URL] [--json]

Asks a running engine, which adds up all engines of the last days.

  --days N    how many days, today included (default 30, at most 90)
  --url URL   the engine's API (default http://127.0.0.1:8080)
  --json      for scripts`,
  options: { days: { type: 'string' }, url: { type: 'string' }, json: { type: 'boolean' } },
  run: async (values) => {
    const days = numberOption(values, 'days', { min: 1, max: 90, default: 30 });
    const url = textOption(values, 'url', 'http://127.0.0.1:8080');
    const menus = await ask(url, days);
    if (values['json'] === true) process.stdout.write(`${JSON.stringify({ days, menus }, null, 2)}\n`);
    else process.stdout.write(reportOf(menus, days));
    return 0;
  },
};

const used = { key: z.string(), count: z.number(), share: z.number() };
const answerSchema = z.object({
  menus: z.array(
    z.object({
      flow: z.string(),
      step: z.string(),
      times: z.number(),
      choices: z.array(z.object({ ...used, target: z.string() })),
      others: z.array(z.object(used)),
      suggested: z.array(z.string()),
      reorder: z.boolean(),
    }),
  ),
});

async function ask(url: string, days: number): Promise<readonly MenuReport[]> {
  let answer: Response;
  try {
    answer = await fetch(new URL(`/api/usage?days=${days}`, url), {
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch {
    throw new UsageError(`no engine answers at ${url}: start one, or name another with --url`);
  }
  if (!answer.ok)
    throw new UsageError(`the engine at ${url} cannot say it now (${answer.status}): is Redis there?`);
  const read = answerSchema.safeParse(await answer.json());
  if (!read.success) throw new UsageError(`what answers at ${url} is no engine of this release`);
  return read.data.menus;
}

/** The menus that were used, the most used first. */
function reportOf(menus: readonly MenuReport[], days: number): string {
  const some = menus.filter(({ times }) => times > 0).toSorted((one, other) => other.times - one.times);
  if (some.length === 0) return `No menu was used in the last ${days} days.\n`;
  return some.map(menuText).join('\n');
}

function menuText({ flow, step, times, choices, others, suggested, reorder }: MenuReport): string {
  const line = (key: string, share: number, count: number, what: string) =>
    `  ${key.padEnd(7)} ${(share * 100).toFixed(1).padStart(5)} % ${String(count).padStart(8)}  ${what}\n`;
  return [
    `${flow}/${step}: ${times} times\n`,
    ...choices.map(({ key, share, count, target }) => line(key, share, count, target)),
    ...others.map(({ key, share, count }) => line(key, share, count, '')),
    reorder ? `  most used first would be: ${suggested.join(' ')}\n` : '',
  ].join('');
}
