import { expect, test } from '@jest/globals';
import { Lanes } from './lanes.ts';

test('one lane runs in order, another does not wait for it', async () => {
  const lanes = new Lanes();
  const log: string[] = [];
  let release: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  lanes.run('a', async () => {
    await gate;
    log.push('a1');
  });
  const last = new Promise<void>((resolve) => {
    lanes.run('a', async () => {
      log.push('a2');
      resolve();
    });
  });
  await new Promise<void>((resolve) => {
    lanes.run('b', async () => {
      log.push('b1');
      resolve();
    });
  });
  expect(log).toEqual(['b1']);
  release();
  await last;
  expect(log).toEqual(['b1', 'a1', 'a2']);
});
