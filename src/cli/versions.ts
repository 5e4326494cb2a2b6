import type { Command } from './command.ts';
import { VersionStore, versionOptions, versionOptionsUsage } from './version-store.ts';

export const versions: Command = {
  name: 'versions',
  summary: 'list the published versions of flows and prompts: when, who, what',
  usage: `
usage: centralino versions [--json] [--flows DIR] [--prompts DIR] [--data DIR]

The newest first; at most 50 are kept. A star marks the version that the files hold now.
${versionOptionsUsage}`,
  options: { ...versionOptions, json: { type: 'boolean' } },
  run: async (values) => {
    const store = new VersionStore(values);
    const list = await store.files.list();
    const { version: current } = await store.current();
    if (values['json'] === true) {
      process.stdout.write(`${JSON.stringify({ current, versions: list })}\n`);
      return 0;
    }
    const width = Math.max(6, ...list.map(({ author }) => author.length));
    for (const { version, at, author, message } of list) {
      const mark = version === current ? '*' : ' ';
      process.stdout.write(`${mark} ${version}  ${localTime(at)}  ${author.padEnd(width)}  ${message}\n`);
    }
    if (!list.some(({ version }) => version === current))
      process.stdout.write(`The files hold a version that was never live (${current}).\n`);
    return 0;
  },
};

function localTime(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE', { timeZone: 'Europe/Rome', timeZoneName: 'shortOffset' });
}
