/** The Docker that containers run on: whether it is there, and whether it will do. */
import { statfs } from 'node:fs/promises';
import { z } from 'zod';
import { lastLine, type Program, run } from './program.ts';
import { ProvisionError } from './provision-error.ts';
import { atLeast, parseVersion, type Version } from './version.ts';

export const docker: Program = { command: 'docker', args: [] };

/** `depends_on.required` and `up --wait` with services that end are in it. */
const composeLeast: Version = [2, 24];
/** The API of Docker 25, which brought `start_interval`. */
const apiLeast: Version = [1, 44];
const answerMs = 20_000;
/** What building all images takes, with what it leaves in the cache: measured 3.4 GB. */
export const roomForImages = 4.5e9;

/** What we ask of a daemon. */
export interface DockerFacts {
  /** Containers reach other machines through it; where not, images must be built on the host's network. */
  readonly forwards: boolean;
  /** Where it keeps images; absent when that is on another machine. */
  readonly dataDir?: string;
}

const info = z.object({ IPv4Forwarding: z.boolean(), DockerRootDir: z.string() });

/** Why no Docker can be used, in a few words; undefined when a daemon answers. */
export async function whyNoDocker(): Promise<string | undefined> {
  const { code, stderr } = await run(docker, ['version', '--format', '{{.Server.Version}}'], answerMs);
  if (code === 0) return undefined;
  if (code === undefined && stderr === '') return 'the program docker is missing';
  return lastLine(stderr) || 'the daemon does not answer';
}

/**
 * Makes sure that images can be built and the line be started.
 * @param bytes how much room there must be where the daemon keeps images
 * @throws ProvisionError in one line: what is wrong and what to do
 */
export async function assertDocker(bytes: number): Promise<DockerFacts> {
  const no = await whyNoDocker();
  if (no !== undefined) {
    throw new ProvisionError(
      `Docker cannot be used (${no}): start its daemon, or install it (Debian 13 or newer: apt-get install docker.io docker-compose docker-buildx)`,
    );
  }
  const api = await run(docker, ['version', '--format', '{{.Server.APIVersion}}'], answerMs);
  const spoken = parseVersion(api.stdout);
  if (spoken === undefined || !atLeast(spoken, apiLeast))
    throw new ProvisionError(
      `the Docker daemon is too old (API ${api.stdout.trim() || 'unknown'}): install Docker 25 or newer`,
    );
  const compose = await run(docker, ['compose', 'version', '--short'], answerMs);
  const version = compose.code === 0 ? parseVersion(compose.stdout) : undefined;
  if (version === undefined || !atLeast(version, composeLeast)) {
    const what = version === undefined ? 'is missing' : `${version.join('.')} is too old`;
    throw new ProvisionError(
      `Docker Compose ${what}: install ${composeLeast.join('.')} or newer (Debian: docker-compose of forky)`,
    );
  }
  if ((await run(docker, ['buildx', 'version'], answerMs)).code !== 0) {
    throw new ProvisionError('Docker cannot build images: install buildx (Debian: docker-buildx)');
  }
  const facts = await factsOf();
  if (facts.dataDir !== undefined) await assertRoom(facts.dataDir, bytes);
  return facts;
}

async function factsOf(): Promise<DockerFacts> {
  const { stdout, stderr } = await run(docker, ['info', '--format', '{{json .}}'], answerMs);
  const read = info.safeParse(parsed(stdout));
  if (!read.success)
    throw new ProvisionError(`docker info says nothing that can be read: ${lastLine(stderr)}`);
  const dataDir = read.data.DockerRootDir;
  const local = await statfs(dataDir).catch(() => undefined);
  return { forwards: read.data.IPv4Forwarding, ...(local && { dataDir }) };
}

/** @throws ProvisionError when there is less room than so many bytes below `dir` */
export async function assertRoom(dir: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  const missing = bytes - bavail * bsize;
  if (missing <= 0) return;
  const gigabytes = (n: number) => (n / 1e9).toFixed(1);
  throw new ProvisionError(
    `too little room for images below ${dir}: ${gigabytes(bytes)} GB are needed, ${gigabytes(missing)} GB are missing; free them (docker system prune) or move Docker's data-root`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
