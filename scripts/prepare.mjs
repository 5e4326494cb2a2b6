// What every command needs first: a Node that is new enough, the dependencies of the lock file, the compiled program.
// Plain JavaScript without dependencies, since nothing is installed yet when it runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...names) => join(projectDir, ...names);

/** Ends the process with one line that says what is wrong and what to do. */
function fail(message) {
  process.stderr.write(`centralino: ${message}\n`);
  process.exit(2);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node ${process.versions.node} is too old: install Node 20.19 or newer`);
  }
}

/** Installs the dependencies if those of the lock file are not there. */
function install() {
  const stamp = at('node_modules/.centralino-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // Through a link npm ci would empty the folder of another work tree.
  if (lstatSync(at('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() === true)
    fail(
      'node_modules is a link and does not fit package-lock.json: remove the link, or mend what it leads to',
    );
  process.stderr.write('Installing the dependencies (npm ci) ...\n');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: projectDir,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (result.status !== 0) fail('npm ci failed: see above; is the npm registry reachable?');
  writeFileSync(stamp, wanted);
}

/** Compiles src/ if it changed since the last time. */
function build() {
  const stamp = at('dist/.stamp');
  const wanted = fingerprint([
    at('src'),
    at('tsconfig.json'),
    at('scripts/tsconfig.build.json'),
    at('scripts/tsconfig.page.json'),
    at('package-lock.json'),
  ]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('Compiling ...\n');
  // Beside the old one, then in its place: whoever runs from dist/ meanwhile never meets half of it.
  const fresh = at(`dist.${process.pid}`);
  // The program, and what its pages run in browsers.
  for (const project of ['scripts/tsconfig.build.json', 'scripts/tsconfig.page.json']) {
    const args = [at('node_modules/typescript/bin/tsc'), '-p', at(project), '--outDir', fresh];
    const result = spawnSync(process.execPath, args, {
      cwd: projectDir,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (result.status !== 0) {
      rmSync(fresh, { recursive: true, force: true });
      fail('the program does not compile: see above');
    }
  }
  copyPages(fresh);
  writeFileSync(join(fresh, '.stamp'), wanted);
  mkdirSync(at('dist'), { recursive: true });
  const old = `${fresh}.old`;
  renameSync(at('dist'), old);
  renameSync(fresh, at('dist'));
  rmSync(old, { recursive: true, force: true });
}

/** What stands beside the scripts of a page: its HTML, its style. */
function copyPages(to) {
  for (const room of readdirSync(at('src'))) {
    const page = at('src', room, 'page');
    if (!existsSync(page)) continue;
    for (const name of readdirSync(page)) {
      if (!/\.(html|css|svg)$/.test(name)) continue;
      mkdirSync(join(to, room, 'page'), { recursive: true });
      copyFileSync(join(page, name), join(to, room, 'page', name));
    }
  }
}

function fingerprint(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const stat = statSync(path);
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
    } else hash.update(`${path}:${stat.size}:${stat.mtimeMs}\n`);
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

/** Makes the project ready to run; says what it does only where it does something. */
export function prepare() {
  requireNode();
  install();
  build();
}
