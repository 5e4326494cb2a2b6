/** Small queues for the tests of matching: two topics, two languages, an overflow, priorities. */

import type { Queue } from '../../src/queues/queue.ts';
import type { QueueRules } from '../../src/queues/queues.ts';
import type { Language } from '../../src/speech/language.ts';

const calendars: Readonly<Record<Language, string>> = {
  it: 'c',
  de: 'c',
  en: 'c',
  fr: 'c',
  ar: 'c',
  pl: 'c',
  es: 'c',
  ru: 'c',
};

export function queueOf(name: string, more: Partial<Queue> = {}): Queue {
  return {
    name,
    title: name,
    topic: name,
    level: 1,
    priority: 4,
    calendars,
    routing: [
      { atLeast: 4, anyTopic: false, forSeconds: 30 },
      { atLeast: 2, anyTopic: false, forSeconds: 30 },
      { atLeast: 1, anyTopic: true, forSeconds: 60 },
    ],
    maxWaitSeconds: 600,
    maxLength: 50,
    ringSeconds: 20,
    wrapUpSeconds: 30,
    silentSeconds: 0,
    announceSeconds: 30,
    callBack: true,
    pills: [],
    ...more,
  };
}

/** @param queues by their names */
export function rulesOf(...queues: readonly Queue[]): QueueRules {
  return {
    queues: new Map(queues.map((queue) => [queue.name, queue])),
    headStartSeconds: 60,
    callBacks: { retrySeconds: [600, 3_600, 14_400], ringSeconds: 30 },
  };
}

export const smallRules = rulesOf(
  queueOf('pensioni', {
    routing: [
      { atLeast: 4, anyTopic: false, forSeconds: 30 },
      { atLeast: 2, anyTopic: false, forSeconds: 30 },
      { overflow: 'generale' },
    ],
  }),
  queueOf('famiglia', { priority: 6, wrapUpSeconds: 0, maxLength: 3 }),
  queueOf('generale', { priority: 3 }),
);
