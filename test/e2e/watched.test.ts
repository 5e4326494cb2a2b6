/** What the processes of a line tell whoever watches it: health, metrics, logs, traces; and nothing about a person. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ListedCitizen } from '../../src/backoffice/reference/citizens.ts';
import { metricsOf } from '../../src/metrics/catalogue/index.ts';
import { type Part, parts } from '../../src/metrics/definition.ts';
import { Line } from '../support/line.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { promtool } from '../support/promtool.ts';
import { until } from '../support/until.ts';

let collector: OtlpReceiver;
let line: Line;
let citizen: ListedCitizen;
let callId: string;

beforeAll(async () => {
  collector = await startOtlpReceiver();
  line = await Line.start({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint } });
  citizen = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 0);
  const person = await line.callToMenu();
  callId = person.callId;
  await person.presses('1');
  await person.hears('identificazione.chiedi-codice-fiscale');
  await person.presses(citizen.tasti);
  await person.hears('stato-domanda.come');
  await person.presses('1');
  await person.hears('stato-domanda.chiedi-pratica');
  await person.presses(`${citizen.pratiche[0]?.domus}#`);
  await person.hears('stato-domanda.esito');
  await person.hangsUp();
  await line.nobodyLeft();
}, 600_000);

afterAll(async () => {
  await line?.stop();
  await collector?.close();
});

const urlOf = (part: Part): string =>
  ({
    engine: line.stack.httpUrl,
    worker: line.stack.recordsUrl,
    desk: line.stack.deskMonitorUrl,
    'back-office': line.stack.backOfficeUrl,
  })[part];
const ask = (url: string) => fetch(url, { signal: AbortSignal.timeout(10_000) });

describe.each(parts)('the %s', (part) => {
  test('says that it is healthy and ready', async () => {
    const [health, ready] = await Promise.all(['/health', '/ready'].map((path) => ask(urlOf(part) + path)));
    expect(await health?.json()).toEqual({ status: 'ok' });
    expect(ready?.status).toBe(200);
    expect(await ready?.json()).toMatchObject({ ready: true });
  });

  test('tells the metrics that the list says, in a form that Prometheus reads, and nothing about a person', async () => {
    const text = await (await ask(`${urlOf(part)}/metrics`)).text();
    const { code, said } = await promtool(['check', 'metrics'], text);
    expect({ code, said }).toEqual({ code: 0, said: '' });
    const told = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(told.sort()).toEqual(
      metricsOf(part)
        .map(({ name }) => name)
        .sort(),
    );
    expect(line.personal.in('the metrics', text)).toEqual([]);
  });
});

test('browsers that reach the desk do not reach its metrics', async () => {
  expect((await ask(`${line.stack.deskUrl}/metrics`)).status).toBe(404);
  expect((await ask(`${line.stack.deskUrl}/ready`)).status).toBe(200);
});

test('the call is counted where it ended, with what was asked and heard in it', async () => {
  const text = await (await ask(`${line.stack.httpUrl}/metrics`)).text();
  const lines = text.split('\n');
  expect(lines).toContain('centralino_calls_total{flow="stato-domanda",outcome="caller"} 1');
  expect(lines).toContain('centralino_look_up_seconds_count{operation="persone.cerca",outcome="found"} 1');
  expect(text).toMatch(/^centralino_key_to_prompt_seconds_count\{cause="key"\} [1-9]/m);
  expect(lines).toContain('centralino_channels 0');
  expect(lines).toContain('centralino_asterisk_held{what="channels"} 0');
});

test('what the back office did for the call bears its id in the log', async () => {
  const log = await until('the line in the log', async () => {
    const text = await readFile(join(line.dataDir, 'log/back-office.log'), 'utf8');
    return text.includes(`"call":"${callId}"`) && text;
  });
  const served = log.split('\n').filter((one) => one.includes(`"call":"${callId}"`));
  expect(served.join('\n')).toContain('/persone/cerca');
});

test('the call is one trace: steps in the call, look-ups and prompts in the steps, the work of the back office in the look-up', async () => {
  const whole = await until('the span of the call', () =>
    collector.spans.find(
      ({ name, attributes }) =>
        name === 'call' &&
        attributes.some(({ key, value }) => key === 'call.id' && value['stringValue'] === callId),
    ),
  );
  const ofCall = () => collector.spans.filter(({ traceId }) => traceId === whole.traceId);
  const served = await until('the span of the back office', () =>
    ofCall().find(
      ({ service, name }) => service === 'centralino-back-office' && name.includes('/persone/cerca'),
    ),
  );
  const named = (spanId: string | undefined) => ofCall().find((span) => span.spanId === spanId);
  const lookUp = named(served.parentSpanId);
  const step = named(lookUp?.parentSpanId);
  expect([lookUp?.name, step?.name, named(step?.parentSpanId)]).toEqual([
    'look-up',
    expect.stringMatching(/^step identificazione\//),
    whole,
  ]);
  const names = new Set(ofCall().map(({ name }) => name));
  expect([...names]).toEqual(expect.arrayContaining(['playback', 'step stato-domanda/esito']));
});

test('nothing about a person is in a trace, a log or a file', async () => {
  expect(collector.text).toContain(callId);
  expect(line.personal.in('the traces', collector.text)).toEqual([]);
  expect(await line.leaks()).toEqual([]);
});
