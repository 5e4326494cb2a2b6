import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { loadContent } from '../live/release.ts';
import { changesBetween, changesText } from '../versions/changes.ts';
import { writeChanges } from '../versions/write-content.ts';
import { type Command, textOption, UsageError } from './command.ts';
import { VersionStore, versionOptions, versionOptionsUsage } from './version-store.ts';

export const rollback: Command = {
  name: 'rollback',
  summary: 'put an earlier version of flows and prompts back',
  usage: `
usage: centralino rollback VERSION [--message TEXT] [--author NAME] [--force]
                           [--flows DIR] [--prompts DIR] [--data DIR]

Checks the earlier version, writes its files back and publishes it: a running engine has it live for the next call
within a second. git sees ordinary changes in the work tree, to commit or to mend. Dialog tests and recordings are
left as they are. Refused when the files hold changes that were never live, and would be lost: --force loses them.

  --message TEXT   why (default: "roll-back to VERSION")
  --author NAME    who (default: git's user.name, else the user)
${versionOptionsUsage}`,
  options: {
    ...versionOptions,
    message: { type: 'string' },
    author: { type: 'string' },
    force: { type: 'boolean' },
  },
  run: async (values, [name, ...others]) => {
    if (name === undefined || others.length > 0) throw new UsageError('name the version to go back to');
    const store = new VersionStore(values);
    const [content, current] = [await store.content(name), await store.current()];
    const { version } = content;
    const changes = changesBetween(current, content);
    if (changes.length === 0) {
      process.stdout.write(`The files hold version ${version} already.\n`);
      return 0;
    }
    if (values['force'] !== true && (await store.files.content(current.version)) === undefined) {
      throw new UsageError(
        'the files hold changes that were never live and would be lost: ' +
          'see them with centralino diff live, then mend them, or say --force',
      );
    }
    await loadContent(content, join(store.dataDir, 'versions-work'));
    const author = textOption(values, 'author', userName());
    const message = textOption(values, 'message', `roll-back to ${version}`);
    // First the record, so that an engine which is quick finds it there and adds none of its own.
    await store.files.publish(content, { author, message, at: new Date().toISOString() });
    try {
      await writeChanges(changes, store.folders);
    } catch (error) {
      await store.files.withdraw(version);
      throw error;
    }
    process.stdout.write(`Back to version ${version}: ${changesText(changes)}.\n`);
    return 0;
  },
};

function userName(): string {
  const git = spawnSync('git', ['config', 'user.name'], { encoding: 'utf8', timeout: 2_000 });
  return (git.status === 0 && git.stdout.trim()) || userInfo().username;
}
