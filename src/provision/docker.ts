/** Programs in a container, where there is a Docker daemon and no Debian: the image of docker/asterisk.Dockerfile. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lastLine, type Program, type Report, run } from './program.ts';
import { ProvisionError } from './provision-error.ts';
import type { Tool, Tools } from './tools.ts';
import { parseVersion } from './version.ts';

const DOCKER: Program = { command: 'docker', args: [] };
const BUILD_TIMEOUT_MS = 15 * 60_000;

/**
 * The container's first process starts the program and reads our end of its standard input: when that closes,
 * because we stopped or were killed, it ends the program. `docker run` alone would leave the container running.
 */
const TIED =
  'exec 3<&0; "$@" 3<&- </dev/null & p=$!; (cat <&3 >/dev/null; kill -TERM $p) & trap "kill -TERM $p" TERM INT; wait $p';

/** Why Docker cannot be used, in a few words; undefined when a daemon answers. */
export async function whyNoDocker(): Promise<string | undefined> {
  const { code, stderr } = await run(DOCKER, ['version', '--format', '{{.Server.Version}}'], 10_000);
  if (code === 0) return undefined;
  return code === undefined ? 'docker is missing or does not answer' : lastLine(stderr);
}

/** Builds the image when it is not there and says how to run the programs in it. */
export async function dockerTools(
  projectDir: string,
  sharedDirs: readonly string[],
  report: Report,
): Promise<Tools> {
  const dockerfile = join(projectDir, 'docker/asterisk.Dockerfile');
  const digest = createHash('sha256')
    .update(await readFile(dockerfile))
    .digest('hex')
    .slice(0, 12);
  const image = `centralino-asterisk:${digest}`;
  const { code } = await run(DOCKER, ['image', 'inspect', image], 20_000);
  if (code !== 0) {
    report({ step: 'docker', detail: `building the image ${image}; the first time takes a minute or two` });
    const args = ['build', '--tag', image, '--file', dockerfile, dirname(dockerfile)];
    const built = await run(DOCKER, args, BUILD_TIMEOUT_MS);
    if (built.code !== 0) throw new ProvisionError(`cannot build ${dockerfile}: ${lastLine(built.stderr)}`);
  }
  const shared = [projectDir, ...sharedDirs];
  const libraries = (await output(image, ['sh', '-c', 'echo /usr/lib/*-linux-gnu'])).trim();
  return {
    asterisk: {
      ...(await inImage(image, shared, 'asterisk', '-V')),
      modulesDir: `${libraries}/asterisk/modules`,
      dataDir: '/usr/share/asterisk',
    },
    redis: await inImage(image, shared, 'redis-server', '--version'),
    espeak: await inImage(image, shared, 'espeak-ng', '--version'),
  };
}

/** Shared folders have the same path in the container; the network is the machine's; the user is ours. */
async function inImage(
  image: string,
  shared: readonly string[],
  name: string,
  versionArg: string,
): Promise<Tool> {
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  const mounts = [...new Set(shared)].flatMap((folder) => ['--volume', `${folder}:${folder}`]);
  const args = ['run', '--rm', '--interactive', '--init', '--network', 'host', '--user', user, ...mounts];
  return {
    origin: { from: 'docker', image },
    version: parseVersion(await output(image, [name, versionArg]))?.join('.') ?? 'of unknown version',
    program: { command: 'docker', args: [...args, image, 'sh', '-c', TIED, 'sh', name] },
  };
}

async function output(image: string, command: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(DOCKER, ['run', '--rm', image, ...command], 60_000);
  if (code !== 0) throw new ProvisionError(`cannot run ${command[0]} in ${image}: ${lastLine(stderr)}`);
  return stdout;
}
