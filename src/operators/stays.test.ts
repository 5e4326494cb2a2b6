import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { conversationSchema } from '../conversations/conversation.ts';
import type { Conversation, Offer } from '../matching/events.ts';
import type { Entry } from '../matching/matcher.ts';
import { type ReportedStay, Stays } from './stays.ts';

const start = Date.parse('2026-11-23T09:00:00Z');
const queues: Readonly<Record<string, { topic: string; level: 1 | 2 }>> = {
  pensioni: { topic: 'pensioni', level: 1 },
  generale: { topic: 'generale', level: 1 },
  'secondo-livello': { topic: 'pensioni', level: 2 },
};
const entry = (given: Partial<Entry> = {}): Entry => ({
  id: 'call-1',
  queue: 'pensioni',
  language: 'it',
  engine: '1',
  sealedContext: 'pin',
  ...given,
});
const offer = (given: Partial<Offer> = {}): Offer => ({
  type: 'offer',
  offerId: 'offer-1',
  kind: 'call',
  callId: 'call-1',
  queue: 'pensioni',
  topic: 'pensioni',
  language: 'it',
  level: 1,
  operator: { id: 'rossi', ring: 'op-rossi' },
  sealedContext: 'pin',
  waitedSeconds: 30,
  attempts: 0,
  ringSeconds: 20,
  confirmBy: 0,
  deadline: 0,
  ...given,
});

describe('what remains of a stay in a queue', () => {
  let told: ReportedStay[];
  let stays: Stays;

  beforeEach(() => {
    jest.useFakeTimers({ now: start });
    told = [];
    stays = new Stays({
      report: (stay) => void told.push(stay),
      queueOf: (name) => queues[name],
      identityOf: (sealed) => (sealed === '' ? undefined : sealed),
    });
  });
  afterEach(() => {
    // Whatever is told, the records take it.
    for (const stay of told) expect(conversationSchema.safeParse(stay).error).toBeUndefined();
    jest.useRealTimers();
  });
  const after = (seconds: number) => jest.advanceTimersByTime(seconds * 1_000);
  const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString();

  function talks(): void {
    stays.entered(entry(), 'waiting');
    after(30);
    stays.offered(offer());
    after(5);
    stays.connected('offer-1', 'call-1');
  }

  test('an answered one has its times, the operator and the identity, once', () => {
    talks();
    after(100);
    stays.over('offer-1');
    stays.over('offer-1');
    after(10);
    expect(told).toEqual([
      {
        id: 'offer-1',
        queue: 'pensioni',
        topic: 'pensioni',
        language: 'it',
        level: 1,
        identity: 'pin',
        callBack: false,
        enteredAt: at(0),
        offeredAt: at(30),
        answeredAt: at(35),
        endedAt: at(135),
        outcome: 'answered',
        operator: 'rossi',
        transfers: 0,
        secondLevel: false,
      },
    ]);
  });

  test.each([
    ['hung-up', 'abandoned'],
    ['left', 'left'],
    ['call-back', 'call-back'],
    ['timeout', 'timeout'],
  ] as const)('who left because of %s is told as %s, with the whole wait', (why, outcome) => {
    stays.entered(entry(), 'waiting');
    after(30);
    stays.offered(offer());
    after(20);
    stays.left('call-1', why);
    stays.left('call-1', why);
    expect(told).toMatchObject([{ outcome, enteredAt: at(0), endedAt: at(50), operator: null }]);
  });

  test('who only goes to everybody’s line from one colleague’s goes on', () => {
    stays.entered(entry({ operator: 'rossi' }), 'waiting');
    after(10);
    stays.left('call-1', 'moved');
    stays.entered(entry({ atHead: true }), 'waiting');
    after(10);
    stays.ended({ type: 'ended', callId: 'call-1', kind: 'call', queue: 'pensioni', why: 'timeout' });
    expect(told).toMatchObject([{ outcome: 'timeout', enteredAt: at(0), endedAt: at(20) }]);
  });

  test.each(['full', 'nobody'] as const)(
    'who was not taken in because it was %s waited for nothing',
    (how) => {
      stays.entered(entry({ sealedContext: '' }), how);
      expect(told).toMatchObject([{ outcome: how, identity: 'none', enteredAt: at(0), endedAt: at(0) }]);
    },
  );

  test('overflow is told of the first queue, and the wait goes on in the second', () => {
    stays.entered(entry(), 'waiting');
    after(60);
    stays.moved({ type: 'moved', callId: 'call-1', queue: 'generale' });
    after(30);
    stays.left('call-1', 'hung-up');
    expect(told).toMatchObject([
      { queue: 'pensioni', outcome: 'overflow', endedAt: at(60) },
      { queue: 'generale', outcome: 'abandoned', enteredAt: at(0), endedAt: at(90) },
    ]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(2);
  });

  test('a transfer is counted, also when it is told a moment after the end; the next stay is another', () => {
    talks();
    after(40);
    stays.over('offer-1');
    after(1);
    stays.transferred('offer-1', 'secondo-livello');
    stays.entered(entry({ queue: 'secondo-livello', atHead: true }), 'waiting');
    after(10);
    stays.left('call-1', 'hung-up');
    expect(told).toMatchObject([
      { id: 'offer-1', endedAt: at(75), transfers: 1, secondLevel: true },
      { queue: 'secondo-livello', level: 2, outcome: 'abandoned', enteredAt: at(76) },
    ]);
  });

  test('a call-back that comes to an engine that never had it is known from its offer', () => {
    stays.offered(offer({ kind: 'call-back', callId: 'back-1', waitedSeconds: 600 }));
    stays.connected('offer-1', 'back-1');
    after(60);
    stays.over('offer-1');
    stays.close();
    expect(told).toMatchObject([{ callBack: true, enteredAt: at(-600), answeredAt: at(0), endedAt: at(60) }]);
  });

  test('a conversation of an engine that died is told by the one that took it up', () => {
    const conversation: Conversation = {
      ...offer(),
      id: 'offer-1',
      engine: '1',
      operator: 'rossi',
      state: 'talking',
      since: start - 120_000,
    };
    stays.adopted(conversation);
    stays.adopted(conversation);
    after(60);
    stays.over('offer-1');
    after(10);
    expect(told).toMatchObject([{ enteredAt: at(-150), answeredAt: at(-120), endedAt: at(60) }]);
  });

  test('whoever still waits or talks when the engine stops is not told of', () => {
    talks();
    stays.entered(entry({ id: 'call-2' }), 'waiting');
    stays.close();
    after(600);
    expect(told).toEqual([]);
  });
});
