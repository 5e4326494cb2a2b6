import type { Tracing } from '../tracing/tracing.ts';
import type { Served } from './server.ts';

/** Makes a span of each request that was asked for a call. */
export function traceServed(tracing: Tracing): (request: Served) => void {
  return ({ route, status, seconds, correlation }) => {
    if (correlation?.traceparent === undefined) return;
    tracing
      .begin(`serve ${route}`, {
        kind: 'server',
        parent: correlation.traceparent,
        since: Date.now() - seconds * 1000,
        attributes: { 'http.route': route, 'http.response.status_code': status, 'call.id': correlation.call },
      })
      .end(status >= 500);
  };
}
