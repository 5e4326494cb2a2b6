import { expect, test } from '@jest/globals';
import { GatedTransport } from './gated-transport.ts';
import type { Transport } from './transport.ts';

function open() {
  const sent: string[] = [];
  let wait: Promise<void> | undefined;
  let letGo: () => void = () => {};
  const inner: Transport = {
    outstanding: 0,
    start: async () => {},
    request: async (operation, _parameters, lane) => {
      sent.push(`${operation} ${lane ?? ''}`.trim());
      return { status: 204, body: '' };
    },
    reset: () => {},
    close: async () => {},
  };
  return {
    sent,
    transport: new GatedTransport(inner, () => wait),
    shut: () => {
      wait = new Promise((resolve) => {
        letGo = resolve;
      });
    },
    open: async () => {
      wait = undefined;
      letGo();
      await Promise.resolve();
    },
  };
}

test('commands go at once while the gate is open', async () => {
  const { transport, sent } = open();
  await transport.request('answer', {}, 'c1');
  expect(sent).toEqual(['answer c1']);
});

test('behind a shut gate they wait, and go in their order', async () => {
  const gate = open();
  gate.shut();
  const all = [
    gate.transport.request('stopPlayback', {}, 'c1'),
    gate.transport.request('play', {}, 'c1'),
    gate.transport.request('answer', {}, 'c2'),
  ];
  expect(gate.sent).toEqual([]);
  await gate.open();
  await Promise.all(all);
  expect(gate.sent).toEqual(['stopPlayback c1', 'play c1', 'answer c2']);
});

test('what was taken away meanwhile is not commanded', async () => {
  const gate = open();
  gate.shut();
  const [taken, ours] = [gate.transport.request('play', {}, 'c1'), gate.transport.request('play', {}, 'c2')];
  gate.transport.revoke('c1');
  await gate.open();
  await expect(taken).rejects.toMatchObject({ code: 'channel-gone' });
  await ours;
  expect(gate.sent).toEqual(['play c2']);
  // A channel of that id that comes later is another one.
  await gate.transport.request('play', {}, 'c1');
  expect(gate.sent).toEqual(['play c2', 'play c1']);
});

test('nothing that waits goes when everything was taken away', async () => {
  const gate = open();
  gate.shut();
  const waiting = [gate.transport.request('play', {}, 'c1'), gate.transport.request('bridges', {})];
  gate.transport.revokeAll();
  await gate.open();
  for (const one of waiting) await expect(one).rejects.toMatchObject({ code: 'channel-gone' });
  expect(gate.sent).toEqual([]);
});
