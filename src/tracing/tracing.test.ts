import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type OtlpReceiver, startOtlpReceiver } from '../../test/support/otlp-receiver.ts';
import { testPort } from '../../test/support/parts.ts';
import { openTracing, openTracingIfAsked, type Tracing } from './tracing.ts';

let collector: OtlpReceiver;
let tracing: Tracing;
const given = { service: 'centralino-test', instance: '1', logger: pino({ level: 'silent' }) };

beforeEach(async () => {
  collector = await startOtlpReceiver();
  tracing = await openTracing({ ...given, endpoint: collector.endpoint });
});
afterEach(async () => {
  await tracing.close();
  await collector.close();
});

test('spans of several processes are one trace, by the header that goes with a request', async () => {
  const call = tracing.begin('call', { attributes: { 'call.id': '17.5' } });
  const step = tracing.begin('step', { parent: call });
  expect(step.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  const elsewhere = tracing.begin('serve', { parent: step.traceparent, since: Date.now() - 1_000 });
  for (const span of [elsewhere, step, call]) span.end();
  await tracing.close();
  const [serve, inner, outer] = collector.spans;
  expect([serve?.name, inner?.name, outer?.name]).toEqual(['serve', 'step', 'call']);
  expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect([serve?.parentSpanId, inner?.parentSpanId]).toEqual([inner?.spanId, outer?.spanId]);
  expect(outer?.service).toBe('centralino-test');
  const lasted = BigInt(serve?.endTimeUnixNano ?? 0) - BigInt(serve?.startTimeUnixNano ?? 0);
  expect(lasted >= 999_000_000n).toBe(true);
});

test('without a collector there is none; one that is away costs spans, which are counted, and nothing else', async () => {
  expect(await openTracingIfAsked({}, given)).toBeUndefined();
  let lost = 0;
  const away = await openTracing({
    ...given,
    endpoint: `http://127.0.0.1:${await testPort()}`,
    lost: (spans) => {
      lost += spans;
    },
  });
  for (let index = 0; index < 3; index++) away.begin('call').end();
  await away.close();
  expect(lost).toBe(3);
}, 60_000);
