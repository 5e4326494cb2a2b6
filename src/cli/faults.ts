import { type Command, UsageError } from './command.ts';
import { callsKind } from './faults-calls.ts';
import { deployKind } from './faults-deploy.ts';
import { documentsKind } from './faults-documents.ts';
import type { FaultsKind } from './faults-kind.ts';
import { operatorsKind } from './faults-operators.ts';
import { soakKind } from './faults-soak.ts';

const kinds: readonly FaultsKind[] = [callsKind, operatorsKind, documentsKind, deployKind, soakKind];
const defaultKind = callsKind;
const names = kinds.map(({ name }) => name).join(', ');

export const faults: Command = {
  name: 'faults',
  summary: 'kill everything at random and count what was lost',
  usage: `
usage: npm run faults -- [KIND] [options]      without KIND: ${defaultKind.name}

${kinds.map(({ usage }) => usage.replace(/^\n/, '')).join('\n\n')}

all of them:
  --seed N       of the plan of kills (a new one by default, it is told)
  --keep         keep the folder with logs and whatever was written`,
  options: {
    seed: { type: 'string' },
    keep: { type: 'boolean' },
    ...Object.assign({}, ...kinds.map(({ options }) => options)),
  },
  run: async (values, positionals) => {
    const [named = defaultKind.name, ...others] = positionals;
    const kind = kinds.find(({ name }) => name === named);
    if (kind === undefined || others.length > 0) throw new UsageError(`write which faults: ${names}`);
    const foreign = Object.keys(values).find(
      (option) => !['seed', 'keep'].includes(option) && !(option in kind.options),
    );
    if (foreign !== undefined) throw new UsageError(`faults ${kind.name} takes no --${foreign}`);
    return await kind.run(values);
  },
};
