import { writeFile } from 'node:fs/promises';
import { numbers } from '../bench/dialplan.ts';
import { describeMachine } from '../bench/machine.ts';
import { benchOverload, type OverloadRound, overloadTable, slowdown } from '../bench/overload-bench.ts';
import { machineText } from '../bench/tables.ts';
import { startBenchStack } from './bench-service.ts';
import { numberOption, textOption, UsageError } from './command.ts';
import { passingDir } from './passing-dir.ts';
import { progressOn } from './progress.ts';
import { untilTold } from './until-told.ts';
import { withoutLimits } from './without-limits.ts';

/** `npm run bench -- overload`: calls in number, too many without limits, too many with them. */
export async function overload(values: Readonly<Record<string, unknown>>): Promise<number> {
  const calm = numberOption(values, 'rate', { min: 1, max: 100, default: 15 });
  const flood = numberOption(values, 'flood', { min: 1, max: 200, default: 60 });
  const most = numberOption(values, 'most', { min: 1, max: 1_000, default: 100 });
  const seconds = numberOption(values, 'seconds', { min: 1, max: 300, default: 20 });
  const report = progressOn(process.stderr);
  const told = new AbortController();
  void untilTold().then(() => told.abort(new UsageError('ended before its end')));
  const { dir, remove } = await passingDir('centralino-bench-');
  try {
    const stack = await startBenchStack({ dataDir: dir, report });
    try {
      const withEngine = (env: Readonly<Record<string, string>>) => async () => {
        await (await engine).stop();
        engine = stack.restartEngine(env);
        await engine;
      };
      let engine = Promise.resolve(stack.engine);
      const limits = { MAX_CALLS: `${most}`, MAX_LAG_MS: '100', MAX_ANSWER_MS: '500' };
      const warmUpRate = calm;
      const rounds: readonly OverloadRound[] = [
        { name: 'as many as can be served', callsPerSecond: calm, warmUpRate, prepare: async () => {} },
        {
          name: `with limits (${most} calls)`,
          callsPerSecond: flood,
          warmUpRate,
          prepare: withEngine(limits),
        },
        { name: 'without limits', callsPerSecond: flood, warmUpRate, prepare: withEngine(withoutLimits) },
      ];
      const { sipPort } = stack;
      const number = numbers.engine;
      const figures = await benchOverload({ rounds, number, sipPort, seconds, report, signal: told.signal });
      const machine = describeMachine();
      const text =
        values['json'] === true
          ? JSON.stringify({ machine, seconds, figures, slowdown: slowdown(figures) }, null, 2)
          : `${overloadTable(figures)}\n\np99 with limits: ${slowdown(figures).toFixed(1)} times that of a line that is not full\n\n${machineText(machine, undefined)}`;
      process.stdout.write(`${text}\n`);
      const out = textOption(values, 'out', '');
      if (out !== '') await writeFile(out, `${text}\n`);
      return 0;
    } finally {
      await stack.stop();
    }
  } finally {
    remove();
  }
}
