/** The one image that all ours are built on: pulled, or made out of Debian packages where no registry can be reached. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { debianMirror } from './apt-sources.ts';
import { MMDEBSTRAP_PACKAGES } from './debian-packages.ts';
import { debianRoot, SUITE, whyNoDebianRoot } from './debian-root.ts';
import { docker } from './docker.ts';
import { lastLine, type Report, run } from './program.ts';
import { ProvisionError } from './provision-error.ts';

/** As docker/Dockerfile and docker/compose.yaml have it. */
export const BASE_IMAGE = `debian:${SUITE}-slim`;

export interface BaseImageOptions {
  /** Where downloaded programs are kept: PROJECT/.centralino/tools. */
  readonly toolsDir: string;
  /** `debian` asks no registry. */
  readonly from: 'anywhere' | 'debian';
  readonly report: Report;
}

const pullMs = 5 * 60_000;
const makeMs = 15 * 60_000;
/** Files that no program reads. */
const unread = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*', '/usr/share/info/*'];

/**
 * Makes sure that the base image is there; a second time it only looks.
 * @returns how it came
 * @throws ProvisionError in one line when it can neither be pulled nor made
 */
export async function provideBaseImage(options: BaseImageOptions): Promise<'there' | 'pulled' | 'made'> {
  const { report } = options;
  if ((await run(docker, ['image', 'inspect', BASE_IMAGE], 30_000)).code === 0) return 'there';
  let pulled = 'not asked for';
  if (options.from === 'anywhere') {
    report({ step: 'pull', detail: BASE_IMAGE });
    const { code, stderr } = await run(docker, ['pull', '--quiet', BASE_IMAGE], pullMs);
    if (code === 0) return 'pulled';
    pulled = lastLine(stderr) || 'no answer in time';
  }
  const no = process.getuid?.() === 0 ? await whyNoDebianRoot() : 'only root may unpack it';
  if (no !== undefined) {
    throw new ProvisionError(
      `${BASE_IMAGE} can neither be pulled (${pulled}) nor made from Debian packages (${no}): reach a registry, or run this as root on Debian or Ubuntu`,
    );
  }
  await make(options);
  return 'made';
}

async function make({ toolsDir, report }: BaseImageOptions): Promise<void> {
  const root = await debianRoot(toolsDir, MMDEBSTRAP_PACKAGES, report);
  const mirror = await debianMirror();
  report({ step: 'base', detail: `${BASE_IMAGE} from the packages of ${SUITE}; this takes a minute` });
  const dir = await mkdtemp(join(tmpdir(), 'centralino-base-'));
  try {
    const tar = join(dir, 'base.tar');
    await mkdir(join(dir, 'tmp'));
    // The script finds its helpers by PATH and its user's programs behind them.
    const environment = [
      `PATH=${join(root.path, 'usr/bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      `TMPDIR=${join(dir, 'tmp')}`,
      'SOURCE_DATE_EPOCH=0',
    ];
    const options = [
      '--variant=apt',
      '--mode=root',
      '--aptopt=Acquire::Check-Valid-Until "false"',
      '--aptopt=APT::Install-Recommends "false"',
      ...unread.map((path) => `--dpkgopt=path-exclude=${path}`),
      '--keyring=/usr/share/keyrings/debian-archive-keyring.gpg',
    ];
    const made = await run(
      { command: 'env', args: environment },
      ['mmdebstrap', ...options, SUITE, tar, mirror],
      makeMs,
    );
    if (made.code !== 0) throw new ProvisionError(`cannot make ${BASE_IMAGE}: ${reason(made.stderr)}`);
    const imported = await run(docker, ['import', tar, BASE_IMAGE], pullMs);
    if (imported.code !== 0)
      throw new ProvisionError(`cannot import ${BASE_IMAGE}: ${lastLine(imported.stderr)}`);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function reason(stderr: string): string {
  return stderr.split('\n').find((line) => line.startsWith('E:')) ?? (lastLine(stderr) || 'no end in time');
}
