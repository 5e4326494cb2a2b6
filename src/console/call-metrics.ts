import type { Observe } from '../call/observer.ts';
import * as catalogue from '../metrics/catalogue/calls.ts';
import type { Metrics } from '../metrics/registry.ts';

/** Counts what calls do. */
export function countCalls(metrics: Metrics): Observe {
  return ({ line, arrival }) => {
    metrics.count(catalogue.callsTaken, { line, how: arrival });
    return {
      heard: (_id, cause, seconds) => metrics.observe(catalogue.keyToPrompt, { cause }, seconds),
      played: (_id, outcome) => metrics.count(catalogue.prompts, { outcome }),
      answered: (action, outcome, seconds) => {
        if (action.type === 'look-up' && outcome !== 'cancelled')
          metrics.observe(catalogue.lookUp, { operation: action.operation, outcome }, seconds);
        if (action.type === 'request')
          metrics.count(catalogue.requests, { service: action.service, outcome });
      },
      refused: () => metrics.count(catalogue.refusedRequests, {}),
      silence: (what) => metrics.count(catalogue.silence, { what }),
      trouble: (what) => metrics.count(catalogue.trouble, { what }),
      ended: (flow, outcome, seconds) => {
        metrics.count(catalogue.callsEnded, { flow, outcome });
        if (outcome !== 'let-go') metrics.observe(catalogue.callSeconds, {}, seconds);
      },
    };
  };
}
