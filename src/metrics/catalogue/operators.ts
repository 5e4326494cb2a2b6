import { metric } from '../definition.ts';

const parts = ['engine'] as const;
const inQueues = { queue: 'a queue of flows/queues.yaml' };

export const waitingCallers = metric({
  name: 'centralino_waiting_callers',
  type: 'gauge',
  help: 'Callers of this engine who wait for an operator.',
  labels: {},
  parts,
});
export const conversations = metric({
  name: 'centralino_conversations',
  type: 'gauge',
  help: 'Conversations with operators on this engine.',
  labels: {},
  parts,
});
export const offers = metric({
  name: 'centralino_offers_total',
  type: 'counter',
  help: 'Operators who were rung since the start, by what came of it.',
  labels: { result: '`answered`, `no-answer`, `busy`, `failed`, `caller-gone`, `withdrawn`' },
  parts,
});
export const waits = metric({
  name: 'centralino_waits_total',
  type: 'counter',
  help: 'Stays in queues since the start, by how they ended.',
  labels: {
    outcome:
      '`answered`, `aside`, `callback`, `no-number`, `closed`, `full`, `nobody`, `timeout`, `hung-up`, `unavailable`',
  },
  parts,
});
export const linesDropped = metric({
  name: 'centralino_operator_lines_dropped_total',
  type: 'counter',
  help: 'Conversations broken off by the line of the operator.',
  labels: {},
  parts,
});
export const adoptedConversations = metric({
  name: 'centralino_conversations_adopted_total',
  type: 'counter',
  help: 'Conversations taken up from an engine that had died.',
  labels: {},
  parts,
});
export const queueWaiting = metric({
  name: 'centralino_queue_waiting',
  type: 'gauge',
  help: 'Callers and call-backs in line, over all engines: every desk process tells the same, take the maximum.',
  labels: { ...inQueues, language: 'its language', kind: '`caller` or `call-back`' },
  mostSeries: 500,
  parts: ['desk'],
});
export const queueLongestWait = metric({
  name: 'centralino_queue_longest_wait_seconds',
  type: 'gauge',
  help: 'For how long the first in line waits, over all engines.',
  labels: { ...inQueues, language: 'its language' },
  mostSeries: 500,
  parts: ['desk'],
});
export const queueToday = metric({
  name: 'centralino_queue_today',
  type: 'gauge',
  help: 'Stays of today (UTC) by how they ended, over all engines.',
  labels: {
    ...inQueues,
    language: 'its language',
    outcome: '`answered`, `in-time`, `abandoned`, `timed-out`',
  },
  mostSeries: 1_000,
  parts: ['desk'],
});
export const operators = metric({
  name: 'centralino_operators',
  type: 'gauge',
  help: 'Operators by state, over all engines.',
  labels: { state: '`offline`, `paused`, `ready`, `offered`, `talking`, `wrap-up`' },
  parts: ['desk'],
});
