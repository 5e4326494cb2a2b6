import type { MenuCount } from '../call/menu-usage.ts';
import * as calls from '../metrics/catalogue/calls.ts';
import * as engine from '../metrics/catalogue/engine.ts';
import * as neighbours from '../metrics/catalogue/neighbours.ts';
import * as operators from '../metrics/catalogue/operators.ts';
import type { Metrics } from '../metrics/registry.ts';

/** What an engine knows of itself at any moment. */
export interface EngineFacts {
  readonly calls: { readonly size: number; readonly draining: boolean };
  readonly telephony: {
    readonly linkUp: boolean;
    readonly linkLosses: number;
    readonly channelCount: number;
    readonly rescued: number;
    /** What Asterisk holds for us. @throws when it cannot be asked */
    held(): Promise<{ readonly channels: number; readonly bridges: number }>;
  };
  readonly redis: { readonly answers: boolean };
  readonly takeover: { readonly timesLost: number };
  readonly flows: {
    readonly status: {
      readonly version: string;
      readonly since: string;
      readonly refused: object | null;
      readonly reloads: Readonly<Record<string, number>>;
    };
  };
  readonly menus: { readonly counts: readonly MenuCount[] };
  readonly operators: {
    readonly sizes: { readonly waiting: number; readonly talking: number };
    readonly counts: {
      readonly offers: Readonly<Record<string, number>>;
      readonly waits: Readonly<Record<string, number>>;
      readonly linesDropped: number;
      readonly operatorsSilent: number;
      readonly adopted: number;
    };
  };
}

/** Has the metrics tell what the engine knows. */
export function tellOfEngine(metrics: Metrics, facts: EngineFacts): void {
  const { telephony, flows } = facts;
  metrics.readValue(calls.calls, () => facts.calls.size);
  metrics.readValue(engine.draining, () => Number(facts.calls.draining));
  metrics.readValue(engine.asteriskLink, () => Number(telephony.linkUp));
  metrics.readValue(engine.asteriskLinkLosses, () => telephony.linkLosses);
  metrics.readValue(engine.rescued, () => telephony.rescued);
  metrics.readValue(engine.channels, () => telephony.channelCount);
  metrics.read(engine.asteriskHeld, async () =>
    Object.entries(await telephony.held()).map(([what, value]) => ({ labels: { what }, value })),
  );
  metrics.readValue(engine.callsLost, () => facts.takeover.timesLost);
  metrics.readValue(neighbours.redisUp, () => Number(facts.redis.answers));
  metrics.read(engine.flowsInfo, () => [{ labels: { version: flows.status.version }, value: 1 }]);
  metrics.readValue(engine.flowsSince, () => Date.parse(flows.status.since) / 1000);
  metrics.readValue(engine.flowsRefused, () => Number(flows.status.refused !== null));
  metrics.read(engine.flowsReloads, () => listed('result', flows.status.reloads));
  metrics.read(calls.menuChoices, () =>
    facts.menus.counts.map(({ flow, step, key, count }) => ({ labels: { flow, step, key }, value: count })),
  );
  metrics.readValue(operators.waitingCallers, () => facts.operators.sizes.waiting);
  metrics.readValue(operators.conversations, () => facts.operators.sizes.talking);
  metrics.read(operators.offers, () => listed('result', facts.operators.counts.offers));
  metrics.read(operators.waits, () => listed('outcome', facts.operators.counts.waits));
  metrics.readValue(operators.linesDropped, () => facts.operators.counts.linesDropped);
  metrics.readValue(operators.silentOperators, () => facts.operators.counts.operatorsSilent);
  metrics.readValue(operators.adoptedConversations, () => facts.operators.counts.adopted);
}

function listed<Label extends string>(label: Label, counts: Readonly<Record<string, number>>) {
  return Object.entries(counts).map(([name, value]) => ({
    labels: { [label]: name } as Record<Label, string>,
    value,
  }));
}

/** Counts calls that come from other engines, or from before a restart. @returns what is to be told of each */
export function countTakeOvers(metrics: Metrics): (why: string, seconds: number | undefined) => void {
  return (why, seconds) => {
    metrics.count(engine.takeOvers, { why });
    if (seconds !== undefined) metrics.observe(engine.takeOverSeconds, { why }, seconds);
  };
}
