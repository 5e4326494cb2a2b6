/** `centralino containers roll`: engines of a line that runs in Compose are replaced, one after the other. */
import { docker } from '../provision/docker.ts';
import { lastLine, run } from '../provision/program.ts';
import { ProvisionError } from '../provision/provision-error.ts';

export interface Rolling {
  readonly composeFile: string;
  /** More for `docker compose`, before its command: `--project-name NAME`. */
  readonly options: readonly string[];
  readonly say: (line: string) => void;
}

const wordMs = 60_000;
/** Until a new engine takes calls: it renders its prompts first. */
const startSeconds = 600;
/** An engine ends when its calls have, at the latest after the grace that Compose gave its container. */
const stopMs = 60 * 60_000;

/**
 * Replaces every engine: a new one is started and takes calls before an old one is told to stop, which then lets its
 * calls end and gives those that are left to the others.
 * @throws ProvisionError in one line when a new engine does not come up: it is removed, and the old ones go on
 */
export async function rollEngines({ composeFile, options, say }: Rolling): Promise<void> {
  const compose = (...args: string[]) => ['compose', '--file', composeFile, ...options, ...args];
  const engines = async () => words(await told(compose('ps', '--quiet', 'engine'), wordMs));
  const old = await engines();
  if (old.length === 0) {
    throw new ProvisionError('no engine runs: start the line with docker compose up --wait');
  }
  for (const [at, engine] of old.entries()) {
    const before = await engines();
    const wait = ['--wait', '--wait-timeout', `${startSeconds}`];
    const scale = ['--scale', `engine=${before.length + 1}`];
    const started = await run(
      docker,
      compose('up', '--detach', '--no-deps', '--no-recreate', ...wait, ...scale, 'engine'),
      startSeconds * 1_000 + wordMs,
    );
    const fresh = words(await told(compose('ps', '--all', '--quiet', 'engine'), wordMs)).filter(
      (id) => !before.includes(id),
    );
    if (started.code !== 0 || fresh.length === 0) {
      const said = await run(docker, ['logs', '--tail', '5', ...fresh.slice(0, 1)], wordMs);
      for (const id of fresh) await run(docker, ['rm', '--force', id], wordMs);
      const why = lastLine(said.stdout + said.stderr) || lastLine(started.stderr);
      throw new ProvisionError(
        `a new engine did not come up and was removed (${why}): ${old.length - at} old ones go on; mend it, and roll again`,
      );
    }
    await told(['stop', engine], stopMs);
    await told(['rm', engine], wordMs);
    say(
      `engine ${at + 1} of ${old.length}: ${engine.slice(0, 12)} is replaced by ${fresh.map((id) => id.slice(0, 12)).join(', ')}`,
    );
  }
}

/** @throws ProvisionError with the last thing that docker said */
async function told(args: readonly string[], timeoutMs: number): Promise<string> {
  const { code, stdout, stderr } = await run(docker, args, timeoutMs);
  if (code === 0) return stdout;
  throw new ProvisionError(`docker ${args[0]} does not work: ${lastLine(stderr) || 'no answer in time'}`);
}

const words = (text: string) => text.split('\n').filter((line) => line !== '');
