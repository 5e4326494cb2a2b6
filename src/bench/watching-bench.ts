/** What it costs a call to be watched: nobody, the metrics, the metrics and traces sent to a collector. */
import { createServer } from 'node:http';
import { pino } from 'pino';
import { type CallObserver, type Observe, observedBy } from '../call/observer.ts';
import { countCalls } from '../console/call-metrics.ts';
import { traceCalls } from '../console/call-traces.ts';
import type { RequestAction } from '../flow/actions.ts';
import { metricsOf } from '../metrics/catalogue/index.ts';
import { Metrics } from '../metrics/registry.ts';
import { openTracing } from '../tracing/tracing.ts';

/** As many as in the call of the demo. */
const steps = 12;
const lookUps = 3;
const warmUpCalls = 500;

export interface WatchingFigures {
  readonly calls: number;
  /** CPU of the process in microseconds a call, sending included. */
  readonly microseconds: { readonly nobody: number; readonly metrics: number; readonly traces: number };
}

/** @param calls how many each time */
export async function benchWatching(calls: number): Promise<WatchingFigures> {
  const collector = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const address = collector.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const tracing = await openTracing({
    endpoint: `http://127.0.0.1:${port}`,
    service: 'bench',
    instance: '1',
    logger: pino({ level: 'silent' }),
  });
  const count = countCalls(new Metrics(metricsOf('engine')));
  const cost = async (observe: readonly Observe[]) => {
    await watched(observe, warmUpCalls);
    const before = process.cpuUsage();
    await watched(observe, calls);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / calls;
  };
  try {
    return {
      calls,
      microseconds: {
        nobody: await cost([]),
        metrics: await cost([count]),
        traces: await cost([count, traceCalls(tracing)]),
      },
    };
  } finally {
    await tracing.close();
    collector.closeAllConnections();
    collector.close();
  }
}

async function watched(observe: readonly Observe[], calls: number): Promise<void> {
  for (let index = 0; index < calls; index++) {
    const call = { id: `1795318673.${index}`, line: '803164', language: 'it', arrival: 'new' } as const;
    oneCall(observedBy(observe.map((one) => one(call))));
    // The sender of spans has its turn, as between the calls of an engine.
    if (index % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

function oneCall(observer: Required<CallObserver>): void {
  for (let step = 0; step < steps; step++) {
    const id = `p${step}`;
    observer.entered('stato-domanda', `passo-${step}`);
    if (step < lookUps) {
      const action: RequestAction = {
        type: 'look-up',
        id: `l${step}`,
        operation: 'persone.cerca',
        arguments: {},
        idempotencyKey: 'k',
      };
      observer.asked(action);
      observer.traceparent(action.id);
      observer.answered(action, 'found', 0.02);
    }
    observer.playing(id, [{ prompt: 'stato-domanda.esito', language: 'it' }]);
    observer.heard(id, 'key', 0.002);
    observer.played(id, 'stopped');
  }
  observer.ended('stato-domanda', 'caller', 60);
}

/** One line for people. */
export function watchingText({ calls, microseconds: { nobody, metrics, traces } }: WatchingFigures): string {
  const us = (value: number) => `${value.toFixed(1)} µs`;
  return `CPU of being watched, a call (${steps} prompts, ${lookUps} look-ups; ${calls} calls): nobody ${us(nobody)}, metrics ${us(metrics)}, metrics and traces ${us(traces)}`;
}
