import { expect, test } from '@jest/globals';
import type { CallFaults } from './calls.ts';
import { callsLine, callsTable } from './calls-table.ts';
import { faultsIn } from './verdict.ts';

const times = { count: 1, p50: 400, p95: 400, p99: 400, max: 400 };
const well: CallFaults = {
  live: 20,
  placed: 20,
  dropped: 0,
  adopted: 7,
  audibleMs: times,
  audibleAfter: { kill: times },
  doubled: 0,
  finished: 20,
  apologised: 0,
  unanswered: 0,
  hurts: { kill: 1 },
  steps: 90,
  steppedBack: 1,
  keysPressedAgain: 3,
  keyToPromptMs: times,
  requests: { accepted: 9, kept: 10, refused: 0, lost: 0 },
  left: { channels: 0, bridges: 0, sessions: 0, calls: 0, handles: 12 },
  memory: { engines: { first: 160, last: 300 }, asterisk: { first: 100, last: 120 } },
  megabytes: [300, 150],
  findings: [],
};

test('nothing is wrong where every call went on and nothing stays', () => {
  expect(faultsIn(well)).toEqual([]);
  expect(callsLine(well)).toBe('live 20 dropped 0 adopted 7 audible-p95 400 ms doubled 0');
});

test.each<[string, Partial<CallFaults>]>([
  ['dropped: 1', { dropped: 1, finished: 19 }],
  ['apologised: 1', { apologised: 1, finished: 19 }],
  ['not answered: 1', { unanswered: 1, finished: 19 }],
  ['not balanced: placed calls that came out in no way, or in two: 1', { finished: 19 }],
  ['not balanced: placed calls that came out in no way, or in two: 1', { finished: 21 }],
  ['done twice: 2', { doubled: 2 }],
  ['requests lost: 1', { requests: { accepted: 9, kept: 8, refused: 0, lost: 1 } }],
  ['keys pressed again: 3', { hurts: {} }],
  ['left: channels: 1', { left: { ...well.left, channels: 1 } }],
  ['left: file handles: 1', { left: { ...well.left, handles: 13 } }],
  ['memory of engines: 160 MB, then 900', { memory: { ...well.memory, engines: { first: 160, last: 900 } } }],
  [
    'memory of asterisk: 100 MB, then 211',
    { memory: { ...well.memory, asterisk: { first: 100, last: 211 } } },
  ],
])('%s is a failure', (fault, what) => {
  expect(faultsIn({ ...well, ...what })).toEqual([fault]);
});

test('the table shows that calls balance', () => {
  expect(callsTable(well)).toContain(
    '| placed = finished + apologised + dropped + not answered | 20 = 20 + 0 + 0 + 0 |',
  );
});
