import { join } from 'node:path';
import { numbers } from '../bench/dialplan.ts';
import { type Deployed, deployLine, rollingRestart } from '../bench/rolling-restart.ts';
import { freePort } from '../provision/ports.ts';
import { startBenchStack } from './bench-service.ts';
import { numberOption, UsageError } from './command.ts';
import type { FaultsKind } from './faults-kind.ts';
import { passingDir } from './passing-dir.ts';
import { progressOn } from './progress.ts';
import { untilTold } from './until-told.ts';

const httpPorts = { from: 47_000, to: 47_999 };

export const deployKind: FaultsKind = {
  name: 'deploy',
  usage: `
  deploy [--rate N] [--seconds N] [--engines N] [--drain N]
                 engines are stopped with TERM and started again, one after the other, while calls come in. The last line
                 is "placed N finished N lost 0 restarts N handed-over N"; any other is a failure, and so is an engine
                 that does not end with 0. The line before says in JSON what became of the others
  --rate N       calls a second (default 20)
  --seconds N    how long calls are placed (default 60)
  --engines N    how many there are (default 2)
  --drain N      seconds that calls under way are given before they are handed over (default 2)`,
  options: {
    rate: { type: 'string' },
    seconds: { type: 'string' },
    engines: { type: 'string' },
    drain: { type: 'string' },
  },
  run: async (values) => {
    const callsPerSecond = numberOption(values, 'rate', { min: 1, max: 60, default: 20 });
    const seconds = numberOption(values, 'seconds', { min: 5, max: 3_600, default: 60 });
    const count = numberOption(values, 'engines', { min: 1, max: 8, default: 2 });
    const drain = numberOption(values, 'drain', { min: 0, max: 300, default: 2 });
    const report = progressOn(process.stderr);
    const told = new AbortController();
    void untilTold().then(() => told.abort(new UsageError('ended before its end')));
    const { dir, remove } = await passingDir('centralino-faults-', values['keep'] === true);
    const env = { DRAIN_SECONDS: `${drain}` };
    try {
      const stack = await startBenchStack({ dataDir: dir, env, report });
      try {
        const engines: Deployed[] = [
          { name: '1', running: stack.engine, start: () => stack.restartEngine() },
        ];
        for (let name = 2; name <= count; name += 1) {
          const port = await freePort(httpPorts.from, httpPorts.to);
          const start = () => stack.addEngine(`${name}`, port);
          engines.push({ name: `${name}`, running: await start(), start });
        }
        const found = await rollingRestart({
          engines,
          number: numbers.engine,
          sipPort: stack.sipPort,
          callsPerSecond,
          seconds,
          logDir: join(dir, 'log'),
          report,
          signal: told.signal,
        });
        process.stdout.write(`${JSON.stringify({ engines: count, callsPerSecond, drain, ...found })}\n`);
        process.stdout.write(`${deployLine(found)}\n`);
        return found.placed === found.finished && found.crashed === 0 ? 0 : 1;
      } finally {
        await stack.stop();
      }
    } finally {
      remove();
    }
  },
};
