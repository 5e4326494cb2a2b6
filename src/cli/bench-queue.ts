import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describeMachine } from '../bench/machine.ts';
import { benchQueue, queueText } from '../bench/queue-bench.ts';
import { benchRinging } from '../bench/ring-bench.ts';
import { machineText } from '../bench/tables.ts';
import { loadService } from '../project.ts';
import { freePort } from '../provision/ports.ts';
import { provide } from '../provision/provide.ts';
import { startRedis } from '../provision/start-redis.ts';
import { queueChanges } from '../rig/queue-line.ts';
import { flowsDir, numberOption, projectDir, promptsDir, textOption } from './command.ts';
import { FaultsLine } from './faults-line.ts';
import { passingDir } from './passing-dir.ts';
import { progressOn } from './progress.ts';

/** `centralino bench queue`: decisions in a Redis alone, then phones that ring on a whole stack. */
export async function benchQueueCommand(values: Readonly<Record<string, unknown>>): Promise<number> {
  const seconds = numberOption(values, 'seconds', { min: 1, max: 60, default: 10 });
  const rounds = numberOption(values, 'rounds', { min: 1, max: 100, default: 10 });
  const machine = describeMachine();
  const report = progressOn(process.stderr);
  const { dir, remove } = await passingDir('centralino-bench-');
  try {
    const matching = await matchingFigures(join(dir, 'matching'), seconds, report);
    const line = await FaultsLine.start({ dir: join(dir, 'line'), changes: queueChanges, report });
    try {
      const figures = { ...matching, ring: await benchRinging({ line, rounds, report }) };
      const text =
        values['json'] === true
          ? JSON.stringify({ machine, ...figures }, null, 2)
          : `${queueText(figures)}\n\n${machineText(machine, undefined)}`;
      process.stdout.write(`${text}\n`);
      const out = textOption(values, 'out', '');
      if (out !== '') await writeFile(out, `${text}\n`);
      return 0;
    } finally {
      await line.stop();
    }
  } finally {
    remove();
  }
}

async function matchingFigures(dataDir: string, seconds: number, report: ReturnType<typeof progressOn>) {
  const tools = await provide({ toolsDir: join(projectDir, '.centralino/tools'), report });
  const { queues: rules } = await loadService(flowsDir, promptsDir);
  const port = await freePort(20_000, 29_999);
  const password = randomBytes(32).toString('hex');
  const redis = await startRedis({ tool: tools.redis, dataDir, port, password });
  try {
    return await benchQueue({ url: redis.url, rules, seconds, logger: pino({ level: 'warn' }) });
  } finally {
    await redis.stop();
  }
}
