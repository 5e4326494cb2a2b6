import { expect, test } from '@jest/globals';
import { SimulatedNetwork, SimulatedTelephony } from '../telephony/simulated/simulated-telephony.ts';
import type { Peer } from './registry.ts';
import { Remembered } from './remembered.ts';

const peer = (name: string, asterisk = 'one'): Peer => ({
  name,
  asterisk,
  epoch: '1',
  remainingMs: 400,
  takes: true,
  over: false,
  left: false,
});

/** Who is asked after, of those that Redis does not tell of; all of them answer. */
async function asked(remembered: Remembered, known: readonly Peer[] = []): Promise<readonly string[]> {
  const telephony = new SimulatedTelephony(new SimulatedNetwork());
  const names: string[] = [];
  telephony.answers = async (name) => names.push(name) > 0;
  const recall = () => Promise.reject(new Error('whoever answers is not to be recalled'));
  await remembered.remind(known, { telephony, registry: { recall }, patienceMs: 100 });
  return names;
}

test('those that Redis tells of, and those at another Asterisk, are not asked after', async () => {
  const remembered = new Remembered();
  remembered.note([peer('uno'), peer('due'), peer('tre'), peer('far', 'two')], 'one');
  remembered.note([peer('tre', 'two')], 'one');
  expect(await asked(remembered, [peer('due')])).toEqual(['uno']);
});

test('a hundred are remembered, those that were heard of last', async () => {
  const remembered = new Remembered();
  for (let at = 0; at < 250; at++) remembered.note([peer('first'), peer(`engine-${at}`)], 'one');
  const names = await asked(remembered);
  expect(names).toHaveLength(100);
  expect(names).toContain('first');
  expect(names).toContain('engine-249');
  expect(names).not.toContain('engine-0');
});
