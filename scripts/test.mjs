// npm test: sets up what is missing, then every test. `npm test -- src/flow` runs some of them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { prepare, projectDir } from './prepare.mjs';

prepare();
const run = (args, environment = {}) => {
  const result = spawnSync(process.execPath, args, {
    cwd: projectDir,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
};
const bin = (name) => join(projectDir, 'node_modules', name);
const some = process.argv.slice(2);
if (some.length === 0) {
  run([bin('typescript/bin/tsc'), '--noEmit']);
  run([bin('typescript/bin/tsc'), '--noEmit', '-p', 'scripts/tsconfig.page.json']);
  run([bin('@biomejs/biome/bin/biome'), 'check', '.']);
}
run([join(projectDir, 'dist/cli/main.js'), 'provision', '--postgres']);
// Calls take their time, most of it waiting: two files side by side, also where there are more cores. Whatever a test left
// open must not keep a run from its end (`node ... jest.js --detectOpenHandles PATH` finds it).
const sideBySide = '--maxWorkers=2';
const oneByOne = '--runInBand';
const report = join(mkdtempSync(join(tmpdir(), 'centralino-tests-')), 'report.json');
const jest = (...args) =>
  spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--experimental-vm-modules',
      bin('jest/bin/jest.js'),
      '--forceExit',
      '--json',
      `--outputFile=${report}`,
      ...args,
    ],
    { cwd: projectDir, stdio: ['inherit', 'ignore', 'inherit'] },
  ).status ?? 1;

/** A run of half an hour in real time is not thrown away for a browser that had no core: a few that failed run alone, by name. */
const mostUnstable = 6;
let status = jest(sideBySide, ...some);
if (status !== 0 && existsSync(report)) {
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = testResults.filter((file) => file.status === 'failed').map((file) => file.name);
  if (failed.length > 0 && failed.length <= mostUnstable) {
    const names = failed.map((name) => relative(projectDir, name)).join(', ');
    console.error(`\nOnce more, by themselves: ${names}`);
    status = jest(oneByOne, '--runTestsByPath', ...failed);
    if (status === 0) console.error(`\nUNSTABLE: failed among the others, passed alone: ${names}`);
  }
}
rmSync(dirname(report), { recursive: true, force: true });
process.exit(status);
