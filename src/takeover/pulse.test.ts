import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Pulse } from './pulse.ts';

test('what one thread tells the other one sees', async () => {
  const engine = new Pulse();
  const standIn = new Pulse(engine.memory);
  expect([standIn.epoch, standIn.sinceAliveMs > 0, standIn.sinceConfirmedMs > 0]).toEqual([
    undefined,
    true,
    true,
  ]);
  engine.epoch = '17';
  engine.alive();
  await delay(20);
  expect(standIn.epoch).toBe('17');
  expect(standIn.sinceAliveMs).toBeGreaterThanOrEqual(19);
  const asked = Pulse.now();
  standIn.confirm(asked);
  expect(engine.sinceConfirmedMs).toBeLessThan(standIn.sinceAliveMs);
  engine.epoch = undefined;
  expect(standIn.epoch).toBeUndefined();
});

test('an answer that was overtaken by another takes nothing back', () => {
  const pulse = new Pulse();
  const now = Pulse.now();
  const minute = 60_000_000_000n;
  pulse.confirm(now);
  pulse.confirm(now - minute);
  expect(pulse.sinceConfirmedMs).toBeLessThan(60_000);
});
