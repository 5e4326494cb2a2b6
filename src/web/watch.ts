import * as catalogue from '../metrics/catalogue/neighbours.ts';
import type { Metrics } from '../metrics/registry.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { WebClient, WebWatch } from './client.ts';
import type { Served } from './server.ts';
import { traceServed } from './traced.ts';

type Service = 'back-office' | 'records';

/** Counts what a process asks of others; several clients of one service are told as one. */
export function watchAsked(metrics: Metrics): (service: Service) => WebWatch {
  const clients = new Map<Service, Pick<WebClient, 'underWay' | 'open'>[]>();
  const each = (value: (all: readonly Pick<WebClient, 'underWay' | 'open'>[]) => number) => () =>
    [...clients].map(([service, all]) => ({ labels: { service }, value: value(all) }));
  metrics.read(
    catalogue.askedNow,
    each((all) => all.reduce((sum, one) => sum + one.underWay, 0)),
  );
  metrics.read(
    catalogue.breakerOpen,
    each((all) => Number(all.some((one) => one.open))),
  );
  return (service) => ({
    opened: (client) => clients.set(service, [...(clients.get(service) ?? []), client]),
    asked: (result, seconds) => metrics.observe(catalogue.asked, { service, result }, seconds),
  });
}

/** Counts what a process serves, and traces it where traces are made. */
export function watchServed(metrics: Metrics, tracing?: Tracing): (request: Served) => void {
  const trace = tracing && traceServed(tracing);
  return (request) => {
    const { route, status, seconds } = request;
    trace?.(request);
    metrics.observe(catalogue.served, { route, status: `${Math.floor(status / 100)}xx` }, seconds);
  };
}
