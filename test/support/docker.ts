/** The Docker that tests run on: a daemon that answers, else one of our own out of Debian packages, else none. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyNoDocker } from '../../src/provision/docker.ts';
import { startDockerDaemon, whyNoDaemon } from '../../src/provision/docker-daemon.ts';
import { withLock } from '../../src/provision/lock.ts';
import { ProvisionError } from '../../src/provision/provision-error.ts';
import { containersInsisted, toolsDir } from './parts.ts';

export interface TestDocker {
  /** In a few words, for the output. */
  readonly origin: string;
  /** Added to the environment of whatever uses it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** What other tests may take to end before we may have the images. */
const lockMs = 30 * 60_000;

/** Says in the output which it is. @throws Error when there is none and containers are insisted on */
export async function openTestDocker(): Promise<TestDocker | undefined> {
  const opened = await open();
  if (typeof opened !== 'string') {
    process.stderr.write(`containers: on ${opened.origin}\n`);
    return opened;
  }
  if (containersInsisted) throw new Error(`there is no Docker: ${opened}`);
  process.stderr.write(`containers: NOT TESTED, there is no Docker here: ${opened}\n`);
  return undefined;
}

async function open(): Promise<TestDocker | string> {
  const none = await whyNoDocker();
  if (none === undefined)
    return { origin: 'the Docker daemon of this machine', env: {}, close: async () => {} };
  const no = await whyNoDaemon();
  if (no !== undefined) return `${none}; none of our own either: ${no}`;
  return await ownDaemon().catch((error: unknown) => {
    if (error instanceof ProvisionError) return `${none}; none of our own either: ${error.message}`;
    throw error;
  });
}

/** Images stay in the temporary folder, so that a second run takes seconds; one run at a time has them. */
async function ownDaemon(): Promise<TestDocker> {
  const data = join(tmpdir(), 'centralino-test-docker');
  const runDir = await mkdtemp(join(tmpdir(), 'centralino-docker-'));
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return new Promise((isOpen, failed) => {
    const held = withLock(
      `${data}.lock`,
      lockMs,
      () => undefined,
      async () => {
        const options = { toolsDir, dataDir: data, runDir, report: () => undefined };
        const daemon = await startDockerDaemon(options);
        isOpen({
          origin: 'a Docker daemon of our own, out of Debian packages',
          env: daemon.env,
          close: async () => {
            await daemon.stop();
            end();
            await held;
            await rm(runDir, { recursive: true, force: true });
          },
        });
        await over;
      },
    );
    held.catch(failed);
  });
}
