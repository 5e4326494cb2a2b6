import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Gate } from './gate.ts';

describe('Gate', () => {
  test('never runs more than it may, runs all, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 20 }),
        fc.scheduler(),
        async (atOnce, count, scheduler) => {
          const gate = new Gate(atOnce, count);
          const started: number[] = [];
          let running = 0;
          const tasks = Array.from({ length: count }, (_, index) =>
            gate.run(async () => {
              started.push(index);
              expect(++running).toBeLessThanOrEqual(atOnce);
              await scheduler.schedule(Promise.resolve());
              running--;
            }),
          );
          await scheduler.waitFor(Promise.all(tasks));
          expect(started).toEqual(Array.from({ length: count }, (_, index) => index));
        },
      ),
    );
  });

  test('refuses when too many wait, forgets those who give up, survives failures', async () => {
    const gate = new Gate(1, 1);
    let finish = () => {};
    const first = gate.run(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    const givingUp = new AbortController();
    const second = gate.run(async () => 'second', givingUp.signal);
    await expect(gate.run(async () => 'third')).rejects.toMatchObject({ code: 'busy' });
    givingUp.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    const fourth = gate.run(async () => {
      throw new Error('broken');
    });
    finish();
    await first;
    await expect(fourth).rejects.toThrow('broken');
    await expect(gate.run(async () => 'fifth')).resolves.toBe('fifth');
  });
});
