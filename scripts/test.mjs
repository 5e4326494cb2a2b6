// npm test: sets up what is missing, then every test. `npm test -- src/flow` runs some of them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
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
// The real parts measure nothing but share two cores: one test file at a time. Whatever a test left open must not keep a
// run from its end (`node ... jest.js --detectOpenHandles PATH` finds it).
run([
  '--disable-warning=ExperimentalWarning',
  '--experimental-vm-modules',
  bin('jest/bin/jest.js'),
  '--runInBand',
  '--forceExit',
  ...some,
]);
