import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianMirror } from './apt-sources.ts';
import { lastLine, type Program, run } from './program.ts';
import { ProvisionError } from './provision-error.ts';

/** One package file that apt would fetch. */
export interface PackageFile {
  readonly packageName: string;
  readonly bytes: number;
}

const SYSTEM_KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const UPDATE_TIMEOUT_MS = 5 * 60_000;
const DOWNLOAD_TIMEOUT_MS = 30 * 60_000;

/**
 * The machine's apt-get working in a folder of its own: its own sources, lists and cache, and the state of a machine
 * on which nothing is installed. The machine's own packages are not touched; its proxy settings are kept.
 */
export class Apt {
  readonly #folder: string;
  readonly #mirror: string;
  readonly #aptGet: Program;

  private constructor(folder: string, mirror: string) {
    this.#folder = folder;
    this.#mirror = mirror;
    this.#aptGet = { command: 'apt-get', args: ['-c', join(folder, 'apt.conf')] };
  }

  /** Writes the configuration below `folder`, for one Debian release. */
  static async open(folder: string, suite: string): Promise<Apt> {
    const mirror = await debianMirror();
    for (const name of ['state/lists/partial', 'cache/archives/partial', 'none', 'debs']) {
      await mkdir(join(folder, name), { recursive: true });
    }
    await writeFile(join(folder, 'status'), '');
    const keyring = existsSync(SYSTEM_KEYRING) ? SYSTEM_KEYRING : await fetchKeyring(folder);
    await writeFile(join(folder, 'sources.list'), `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`);
    await writeFile(join(folder, 'apt.conf'), configuration(folder));
    return new Apt(folder, mirror);
  }

  /** Fetches the list of packages. */
  async update(): Promise<void> {
    const { code, stderr } = await run(this.#aptGet, ['update', '-q', '--error-on=any'], UPDATE_TIMEOUT_MS);
    if (code !== 0) throw this.#failed('the package list', stderr);
  }

  /** What an installation of these packages on an empty machine would fetch. */
  async filesFor(packages: readonly string[]): Promise<PackageFile[]> {
    const args = ['install', '-y', '-q', '--no-install-recommends', '--print-uris', ...packages];
    const { code, stdout, stderr } = await run(this.#aptGet, args, 120_000);
    if (code !== 0) throw this.#failed(`what ${packages.join(', ')} need`, stderr);
    return parsePrintUris(stdout);
  }

  /**
   * Downloads package files, verified by apt against the signed list.
   * @returns the paths of the files
   */
  async download(files: readonly PackageFile[], progress: (done: number) => void): Promise<string[]> {
    const debs = join(this.#folder, 'debs');
    const args = [...this.#aptGet.args, 'download', '-q', ...files.map((file) => file.packageName)];
    const child = spawn(this.#aptGet.command, args, {
      cwd: debs,
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: DOWNLOAD_TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    let done = 0;
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      done += text.match(/^Get:/gm)?.length ?? 0;
      progress(Math.min(done, files.length));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-4096);
    });
    const code = await new Promise((resolve) => {
      child.once('error', () => resolve(127));
      child.once('close', resolve);
    });
    if (code !== 0) throw this.#failed('the packages', errors);
    return (await readdir(debs)).filter((name) => name.endsWith('.deb')).map((name) => join(debs, name));
  }

  #failed(what: string, stderr: string): ProvisionError {
    const reason = stderr.split('\n').find((line) => line.startsWith('E:')) ?? lastLine(stderr);
    return new ProvisionError(
      `cannot get ${what} from ${this.#mirror} (${reason || 'no answer in time'}): check the network, or name a mirror in CENTRALINO_DEBIAN_MIRROR`,
    );
  }
}

/** Reads `apt-get --print-uris`: lines of 'URI' FILE BYTES HASH, where FILE is NAME_VERSION_ARCHITECTURE.deb. */
export function parsePrintUris(text: string): PackageFile[] {
  return [...text.matchAll(/^'[^']+' ([a-z0-9][a-z0-9+.-]*)_\S+\.deb (\d+)/gm)].map((match) => ({
    packageName: match[1] ?? '',
    bytes: Number(match[2]),
  }));
}

function configuration(folder: string): string {
  const set = (name: string, value: string) => `${name} "${value}";\n`;
  return [
    set('Dir::State', join(folder, 'state')),
    set('Dir::State::status', join(folder, 'status')),
    set('Dir::Cache', join(folder, 'cache')),
    set('Dir::Etc::sourcelist', join(folder, 'sources.list')),
    set('Dir::Etc::sourceparts', join(folder, 'none')),
    set('Dir::Etc::preferences', join(folder, 'none/none')),
    set('Dir::Etc::preferencesparts', join(folder, 'none')),
    // The clock of a container may be ahead of the mirror's signature.
    set('Acquire::Check-Valid-Until', 'false'),
    set('Acquire::Languages', 'none'),
    set('Acquire::Retries', '4'),
    set('Acquire::http::Timeout', '30'),
    set('Acquire::https::Timeout', '30'),
    // As root, apt would fetch as a user who may not write here.
    set('APT::Sandbox::User', ''),
    // Hooks of the machine's own apt configuration are not for us.
    '#clear APT::Update::Pre-Invoke;\n#clear APT::Update::Post-Invoke;\n#clear APT::Update::Post-Invoke-Success;\n#clear DPkg::Post-Invoke;\n',
  ].join('');
}

/** Debian's keys where the machine has none (Ubuntu): from the machine's own archive, which its own keys vouch for. */
async function fetchKeyring(folder: string): Promise<string> {
  const fetched = join(folder, 'keyring');
  await mkdir(fetched, { recursive: true });
  const script =
    'cd "$0" && apt-get download -q debian-archive-keyring && dpkg-deb -x debian-archive-keyring_*.deb .';
  const { code } = await run({ command: 'sh', args: ['-c', script] }, [fetched], UPDATE_TIMEOUT_MS);
  const keyring = join(fetched, SYSTEM_KEYRING);
  if (code !== 0 || !existsSync(keyring)) {
    throw new ProvisionError(
      `Debian's signing keys are missing: run "sudo apt-get install debian-archive-keyring"`,
    );
  }
  return keyring;
}
