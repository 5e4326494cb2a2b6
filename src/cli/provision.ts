import { join } from 'node:path';
import { provide, providePostgres } from '../provision/provide.ts';
import { type Command, projectDir } from './command.ts';
import { progressOn } from './progress.ts';

export const provision: Command = {
  name: 'provision',
  summary: 'get Asterisk, Redis and espeak-ng, and say where they are',
  usage: `
usage: centralino provision [--postgres]

  --postgres   PostgreSQL too, which the tests use`,
  options: { postgres: { type: 'boolean' } },
  run: async (values) => {
    const report = progressOn(process.stdout);
    const options = { toolsDir: join(projectDir, '.centralino/tools'), report };
    await provide(options);
    if (values['postgres'] === true) await providePostgres(options);
    return 0;
  },
};
