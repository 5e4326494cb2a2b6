import { allServed, operatorFaults, operatorsLine } from '../faults/operators.ts';
import { queueChanges } from '../rig/queue-line.ts';
import { numberOption } from './command.ts';
import { type FaultsKind, seedOption } from './faults-kind.ts';
import { FaultsLine } from './faults-line.ts';
import { passingDir } from './passing-dir.ts';
import { progressOn } from './progress.ts';

export const operatorsKind: FaultsKind = {
  name: 'operators',
  usage: `
  operators [--waiting N] [--talking N] [--kills N] [--json]
                 callers wait and talk with operators, real SIP calls at both ends, while the engine is killed with KILL
                 at random moments and started again; then all who wait are served under as many kills more. The last
                 line is "waiting N talking N kills N dropped 0 misplaced 0 doubled 0"; any other is a failure, and so is
                 a channel or bridge that stays. The line before says in JSON how long nothing was heard, and how long
                 it took until the engine was there and had everybody. A run that fails keeps its folder with the logs
  --waiting N    callers in line (default 100)
  --talking N    conversations, and operators (default 50)
  --kills N      while everybody stands, and again while they are served (default 3)
  --json         everything as JSON in one line, without the last one`,
  options: {
    waiting: { type: 'string' },
    talking: { type: 'string' },
    kills: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (values) => {
    const waiting = numberOption(values, 'waiting', { min: 1, max: 180, default: 100 });
    const talking = numberOption(values, 'talking', { min: 1, max: 150, default: 50 });
    const kills = numberOption(values, 'kills', { min: 1, max: 100, default: 3 });
    const seed = seedOption(values);
    const report = progressOn(process.stderr);
    const { dir, remove, keep } = await passingDir('centralino-faults-', values['keep'] === true);
    process.stderr.write(`seed ${seed}, in ${dir}\n`);
    try {
      const line = await FaultsLine.start({ dir, changes: queueChanges, report });
      try {
        const found = await operatorFaults({ line, waiting, talking, kills, seed, report });
        const allRight = allServed(found);
        if (!allRight) keep();
        for (const finding of found.findings) process.stderr.write(`${finding}\n`);
        process.stdout.write(`${JSON.stringify({ seed, ...found })}\n`);
        if (values['json'] !== true) process.stdout.write(`${operatorsLine(found)}\n`);
        return allRight ? 0 : 1;
      } finally {
        await line.stop();
      }
    } catch (error) {
      // What the parts have logged says why.
      keep();
      throw error;
    } finally {
      remove();
    }
  },
};
