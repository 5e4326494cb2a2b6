import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allRight, countsLine, documentFaults } from '../faults/documents.ts';
import { provide, providePostgres } from '../provision/provide.ts';
import { flowsDir, numberOption, projectDir, promptsDir } from './command.ts';
import { type FaultsKind, seedOption } from './faults-kind.ts';
import { passingDir } from './passing-dir.ts';
import { progressOn } from './progress.ts';

const compiledMain = fileURLToPath(new URL('./main.js', import.meta.url));

export const documentsKind: FaultsKind = {
  name: 'documents',
  usage: `
  documents [--requests N]
                 has documents asked for while workers, Redis and PostgreSQL are killed with KILL, Redis loses its data
                 and every message comes three times; then counts the letters in the spool. The last line is
                 "accepted N letters N lost 0 doubled 0 misdirected 0"; any other is a failure. The line before says in
                 JSON how often each part was killed, how often Redis lost all that it knew, how many messages came
                 besides, and what was not handed over in the end (nothing)
  --requests N   how many (default 5000)`,
  options: { requests: { type: 'string' } },
  run: async (values) => {
    const requests = numberOption(values, 'requests', { min: 1, max: 1_000_000, default: 5_000 });
    const seed = seedOption(values);
    const report = progressOn(process.stderr);
    const given = { toolsDir: join(projectDir, '.centralino/tools'), projectDir, report };
    const [{ redis }, postgres] = [await provide(given), await providePostgres(given)];
    const { dir, remove } = await passingDir('centralino-faults-', values['keep'] === true);
    process.stderr.write(`seed ${seed}, in ${dir}\n`);
    try {
      const found = await documentFaults({
        redis,
        postgres,
        main: compiledMain,
        dir,
        flowsDir,
        promptsDir,
        requests,
        seed,
        report: (line) => process.stderr.write(`${line}\n`),
      });
      const { kills, losses, duplicates, left } = found;
      process.stdout.write(`${JSON.stringify({ seed, kills, losses, duplicates, left })}\n`);
      process.stdout.write(`${countsLine(found)}\n`);
      return allRight(found) ? 0 : 1;
    } finally {
      remove();
    }
  },
};
