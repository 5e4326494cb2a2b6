import { operatorStates } from '../matching/events.ts';
import type { Matcher } from '../matching/matcher.ts';
import * as catalogue from '../metrics/catalogue/operators.ts';
import type { Metrics } from '../metrics/registry.ts';

/** Has the metrics tell of all queues and operators, as the wall shows them. */
export function tellOfQueues(metrics: Metrics, matcher: Pick<Matcher, 'snapshot'>): void {
  const lines = async () => (await matcher.snapshot()).lines;
  metrics.read(catalogue.queueWaiting, async () =>
    (await lines()).flatMap(({ queue, language, waiting, callBacks }) => [
      { labels: { queue, language, kind: 'caller' }, value: waiting - callBacks },
      { labels: { queue, language, kind: 'call-back' }, value: callBacks },
    ]),
  );
  metrics.read(catalogue.queueLongestWait, async () =>
    (await lines()).map(({ queue, language, longestWaitSeconds }) => ({
      labels: { queue, language },
      value: longestWaitSeconds,
    })),
  );
  metrics.read(catalogue.queueToday, async () =>
    (await lines()).flatMap(({ queue, language, today }) =>
      Object.entries({
        answered: today.answered,
        'in-time': today.inTime,
        abandoned: today.abandoned,
        'timed-out': today.timedOut,
      }).map(([outcome, value]) => ({ labels: { queue, language, outcome }, value })),
    ),
  );
  metrics.read(catalogue.operators, async () => {
    const { operators } = await matcher.snapshot();
    return operatorStates.map((state) => ({
      labels: { state },
      value: operators.filter((one) => one.state === state).length,
    }));
  });
}
