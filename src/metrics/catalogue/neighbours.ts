import { answerBuckets, metric } from '../definition.ts';

const asking = ['engine', 'worker', 'desk'] as const;
const serving = ['worker', 'desk', 'back-office'] as const;

export const redisUp = metric({
  name: 'centralino_redis_up',
  type: 'gauge',
  help: '1 while Redis answers this process.',
  labels: {},
  parts: ['engine', 'worker', 'desk'],
});
export const databaseUp = metric({
  name: 'centralino_database_up',
  type: 'gauge',
  help: '1 when the database answered a moment ago.',
  labels: {},
  parts: ['worker', 'back-office'],
});
export const asked = metric({
  name: 'centralino_asked_seconds',
  type: 'histogram',
  help: 'Questions to another service over HTTP, by how they went; each try of a retry is a part of one question.',
  labels: {
    service: '`back-office` or `records`',
    result:
      '`answered`, or the fault: `timeout`, `refused`, `connection-lost`, `http-500`, `breaker-open`, `busy` ...',
  },
  buckets: answerBuckets,
  parts: asking,
});
export const askedNow = metric({
  name: 'centralino_asked_under_way',
  type: 'gauge',
  help: 'Questions to another service that wait for their answer; they are bounded.',
  labels: { service: '`back-office` or `records`' },
  parts: asking,
});
export const breakerOpen = metric({
  name: 'centralino_breaker_open',
  type: 'gauge',
  help: '1 while a service is not asked because it failed too often; one question in 3 s tries it.',
  labels: { service: '`back-office` or `records`' },
  parts: asking,
});
export const served = metric({
  name: 'centralino_http_request_seconds',
  type: 'histogram',
  help: 'Requests served over HTTP, by route and class of status.',
  labels: { route: 'the pattern of the route', status: '`2xx`, `4xx`, `5xx`' },
  buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 3, 10],
  mostSeries: 300,
  parts: serving,
});
export const requestStates = metric({
  name: 'centralino_records_requests',
  type: 'gauge',
  help: 'Requests that were accepted, by how far they have come; every worker tells the same, take the maximum.',
  labels: { state: 'a state of docs/delivery.md' },
  parts: ['worker'],
});
export const oldestUnfinished = metric({
  name: 'centralino_records_oldest_unfinished_seconds',
  type: 'gauge',
  help: 'Age of the oldest request that is not finished; 0 where there is none.',
  labels: {},
  parts: ['worker'],
});
export const jobs = metric({
  name: 'centralino_jobs',
  type: 'gauge',
  help: 'Jobs in the queues of Redis; the records are the truth, these tell what is being done.',
  labels: { queue: 'a queue of BullMQ', state: '`waiting`, `prioritized`, `delayed`, `active`' },
  parts: ['worker'],
});
export const spansLost = metric({
  name: 'centralino_spans_lost_total',
  type: 'counter',
  help: 'Spans that could not be sent to the collector of traces.',
  labels: {},
  parts: ['engine', 'worker', 'back-office'],
});
