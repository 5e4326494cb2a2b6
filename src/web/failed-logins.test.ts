import { expect, test } from '@jest/globals';
import { FailedLogins } from './failed-logins.ts';

test('after too many wrong passwords an address waits until its time is over; others do not', () => {
  let now = 0;
  const logins = new FailedLogins({ most: 3, windowMs: 1_000, now: () => now });
  for (let times = 0; times < 3; times += 1) {
    expect(logins.waitMs('10.0.0.1')).toBe(0);
    logins.failed('10.0.0.1');
    now += 100;
  }
  expect(logins.waitMs('10.0.0.1')).toBe(700);
  expect(logins.waitMs('10.0.0.2')).toBe(0);
  now = 1_000;
  expect(logins.waitMs('10.0.0.1')).toBe(0);
  logins.failed('10.0.0.1');
  expect(logins.waitMs('10.0.0.1')).toBe(0);
});

test('however many addresses try, no more than so many are remembered, and the latest are', () => {
  const logins = new FailedLogins({ most: 1, windowMs: 1_000, now: () => 0 });
  for (let address = 0; address <= 10_000; address += 1) logins.failed(`${address}`);
  expect(logins.waitMs('0')).toBe(0);
  expect(logins.waitMs('1')).toBe(1_000);
  expect(logins.waitMs('10000')).toBe(1_000);
});
