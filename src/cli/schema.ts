import { type Command, projectDir } from './command.ts';
import { staleFiles, writeGeneratedFiles } from './schema-files.ts';

export const schema: Command = {
  name: 'schema',
  summary: 'the JSON Schemas for editors and the reference of the flow language',
  usage: `
usage: centralino schema [--write]

Makes flows/*.schema.json and the reference in docs/flussi.md from the step and input kinds.
Without --write it only says which of them are out of date, and exits 1 if any is.`,
  options: { write: { type: 'boolean' } },
  run: async (values) => {
    const stale = await staleFiles(projectDir);
    if (values['write'] === true) await writeGeneratedFiles(projectDir);
    const words = values['write'] === true ? 'written' : 'out of date, run centralino schema --write';
    for (const path of stale) process.stdout.write(`${path}: ${words}\n`);
    if (stale.length === 0) process.stdout.write('all up to date\n');
    return stale.length === 0 || values['write'] === true ? 0 : 1;
  },
};
