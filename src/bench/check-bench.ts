import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { writeManyFlows } from './many-flows.ts';

export interface CheckFigures {
  readonly flows: number;
  readonly languages: number;
  /** Milliseconds of reading and checking, without the start of the process: each run is a process of its own. */
  readonly milliseconds: readonly number[];
}

const answer = z.object({ flows: z.number(), languages: z.number(), milliseconds: z.number() });
const runs = 5;
const limitMs = 60_000;

/** Times `centralino check` over a project of a hundred flows: the given one, with copies of one of its flows. */
export async function benchCheck(given: {
  main: string;
  flowsDir: string;
  promptsDir: string;
  flow: string;
}): Promise<CheckFigures> {
  const dir = await mkdtemp(join(tmpdir(), 'centralino-check-bench-'));
  try {
    const { main, ...project } = given;
    const many = await writeManyFlows({ ...project, to: dir, copies: 90 });
    const args = [main, 'check', '--json', '--time', '--flows', many.flowsDir, '--prompts', many.promptsDir];
    const figures: z.infer<typeof answer>[] = [];
    for (let run = 0; run < runs; run++) {
      const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: limitMs });
      figures.push(answer.parse(JSON.parse(stdout)));
    }
    const [{ flows, languages } = { flows: 0, languages: 0 }] = figures;
    return { flows, languages, milliseconds: figures.map((one) => one.milliseconds) };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The figures in one line. */
export function checkLine({ flows, languages, milliseconds }: CheckFigures): string {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `check: ${flows} flows in ${languages} languages in ${Math.round(median)} ms (median of ${sorted.length} runs, ${sorted.map(Math.round).join(' ')})`;
}
