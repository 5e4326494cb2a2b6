/** A walk written down as a dialog test. */
import { stringify } from 'yaml';
import { isGroup, type Value } from '../flow/values.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Happening, Walk } from './walk.ts';

export interface Recording {
  readonly scenario: string;
  /** As `call:` of a dialog test. */
  readonly call: Readonly<Record<string, unknown>>;
  readonly citizen?: unknown;
  /** Names for what the caller keyed in, longest first: their keys are not written down. */
  readonly names?: ReadonlyMap<string, string>;
  /** True: the answers of the back office are written down too, since no reference data gives them. */
  readonly mocked: boolean;
  readonly hours?: Readonly<Record<string, 'open' | 'closed'>>;
}

/** A walk as the YAML of one dialog test. Personal values of mocked answers are left out: the runner fills them in. */
export function recordedScenario(walk: Walk, recording: Recording): string {
  const { scenario, call, citizen, hours } = recording;
  const backOffice = recording.mocked ? answersOf(walk) : {};
  const given = {
    ...(hours === undefined || Object.keys(hours).length === 0 ? {} : { hours }),
    ...(Object.keys(backOffice).length === 0 ? {} : { 'back-office': backOffice }),
  };
  const written = {
    scenario,
    call,
    ...(citizen === undefined ? {} : { citizen }),
    ...(Object.keys(given).length === 0 ? {} : { given }),
    dialog: turnsOf(walk, recording.names ?? new Map()),
  };
  return stringify([written], { lineWidth: 110, defaultStringType: 'PLAIN' });
}

function turnsOf(walk: Walk, names: ReadonlyMap<string, string>): readonly unknown[] {
  return walk.history.flatMap((one) => turnOf(one, names));
}

function turnOf(one: Happening, names: ReadonlyMap<string, string>): readonly unknown[] {
  switch (one.type) {
    case 'heard':
      return [...new Set(one.prompts.map(({ prompt }) => prompt))].map((prompt) => ({ hear: prompt }));
    case 'pressed':
      return [{ press: named(one.keys, names) }];
    case 'silence':
      return ['silence'];
    case 'waited':
      return [{ wait: one.seconds }];
    case 'asked':
    case 'refused':
      return [];
    case 'ended':
      return [one.by === 'caller' ? 'hang-up' : 'ended'];
  }
}

function named(keys: string, names: ReadonlyMap<string, string>): string {
  for (const [name, value] of names) {
    if (value.length > 2 && keys.includes(value)) {
      const [before = '', ...after] = keys.split(value);
      return `${named(before, names)}$${name}${named(after.join(value), names)}`;
    }
  }
  return keys;
}

function answersOf(walk: Walk): Record<string, unknown> {
  const byOperation: Record<string, unknown[]> = {};
  for (const one of walk.history) {
    if (one.type !== 'asked') continue;
    const list = byOperation[one.operation] ?? [];
    byOperation[one.operation] = list;
    if (one.answer === 'no answer') list.push('no-answer');
    else {
      const { outcome, value = null, afterMs = 0 } = one.answer;
      const shown = outcome === 'unavailable' ? undefined : sayable(value);
      const plain = shown === undefined && afterMs === 0;
      list.push(
        plain
          ? outcome
          : {
              outcome,
              ...(shown === undefined ? {} : { value: shown }),
              ...(afterMs === 0 ? {} : { after: afterMs / 1000 }),
            },
      );
    }
  }
  return byOperation;
}

/** What of a value may be written down; undefined for nothing. */
function sayable(value: Value): unknown {
  if (value instanceof Sensitive || value === null) return undefined;
  if (Array.isArray(value)) return value.map((one) => sayable(one) ?? {});
  if (!isGroup(value)) return value;
  const entries = Object.entries(value).flatMap(([name, one]) => {
    const shown = sayable(one);
    return shown === undefined ? [] : [[name, shown]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
