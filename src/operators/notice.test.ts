import { expect, test } from '@jest/globals';
import { queueOf } from '../../test/support/call-centre.ts';
import { Notice } from './notice.ts';

const recorded = queueOf('famiglia', { record: { retentionDays: 30 } });
const plain = queueOf('pensioni');

/** A notice, and the queues for which it was said. */
function notice(told: boolean, boundMs = 60_000): { said: string[]; notice: Notice } {
  const said: string[] = [];
  return { said, notice: new Notice(told, (queue) => said.push(queue), boundMs) };
}

test('a queue that does not record says nothing, and a caller who was told hears it no more', async () => {
  const before = notice(false);
  expect([await before.notice.tell(plain), before.said]).toEqual([false, []]);
  const told = notice(true);
  expect([await told.notice.tell(recorded), told.said]).toEqual([true, []]);
});

test('it is said once, whoever waits for it, and all of them go on when it was heard', async () => {
  const { said, notice: one } = notice(false);
  const waiting = [one.tell(recorded), one.tell(recorded)];
  one.told();
  expect([await Promise.all(waiting), said]).toEqual([[true, true], ['famiglia']]);
  expect([await one.tell(recorded), said]).toEqual([true, ['famiglia']]);
});

test('who does not hear it in time, or is gone, was not told; asked again, it is said again', async () => {
  const late = notice(false, 1);
  expect(await late.notice.tell(recorded)).toBe(false);
  expect(await late.notice.tell(recorded)).toBe(false);
  expect(late.said).toEqual(['famiglia', 'famiglia']);
  const gone = notice(false);
  const waiting = gone.notice.tell(recorded);
  gone.notice.drop();
  expect(await waiting).toBe(false);
});
