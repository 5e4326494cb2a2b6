import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { cpuOf, cpuOfAll, parseProcessStat } from './cpu.ts';

test('reads the parent and the four times, whatever the name of the program', () => {
  const text = '17 (a) (b 9) S 4 17 17 0 -1 4194304 100 200 300 400 5 6 7 8 20 0 3 0 100 1 1';
  expect(parseProcessStat(text)).toEqual({ parent: 4, cpuMs: 260 });
});

test('counts a process and those it started', async () => {
  const burn =
    "const end = Date.now() + 300; while (Date.now() < end);process.stdout.write('done');setInterval(()=>{},9e9)";
  const shell = spawn('/bin/sh', ['-c', `"${process.execPath}" -e "${burn}" & wait`], { detached: true });
  try {
    await once(shell.stdout, 'data');
    const { pid = 0 } = shell;
    expect(cpuOf(pid)).toBeGreaterThan(0);
    expect(cpuOfAll()).toBeGreaterThanOrEqual(cpuOf(pid));
  } finally {
    if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
  }
});

test('a process that is gone has used nothing', () => {
  expect(cpuOf(2 ** 30)).toBe(0);
});
