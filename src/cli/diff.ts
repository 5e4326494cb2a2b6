import { changesBetween } from '../versions/changes.ts';
import { unifiedDiff } from '../versions/unified-diff.ts';
import { type Command, UsageError } from './command.ts';
import { VersionStore, versionOptions, versionOptionsUsage } from './version-store.ts';

export const diff: Command = {
  name: 'diff',
  summary: 'show what changed between two versions of flows and prompts',
  usage: `
usage: centralino diff VERSION [VERSION] [--flows DIR] [--prompts DIR] [--data DIR]

From the first to the second version, or to what the files hold now; in the format of diff -u. Exits 0 when there is
no difference, 1 when there is one.
${versionOptionsUsage}`,
  options: versionOptions,
  run: async (values, [from, to, ...others]) => {
    if (from === undefined || others.length > 0) throw new UsageError('name one version, or two');
    const store = new VersionStore(values);
    const before = await store.content(from);
    const after = to === undefined ? await store.current() : await store.content(to);
    const changes = changesBetween(before, after);
    for (const change of changes) process.stdout.write(`${unifiedDiff(change)}\n`);
    return changes.length === 0 ? 0 : 1;
  },
};
