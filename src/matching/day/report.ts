import { erlangC } from '../../queues/erlang-c.ts';
import { toldMinutes } from '../../queues/estimate.ts';
import type { DayOptions, DayResult, Told } from './day.ts';

/** An hour of a day, and what Erlang's formula says of it: one kind of caller and operator, nobody gives up. */
export interface HourFigures {
  /** From the beginning of the day. */
  readonly hour: number;
  readonly calls: number;
  readonly answered: number;
  readonly lost: number;
  readonly operators: number;
  readonly meanWaitSeconds: number;
  /** Share of those who were not lost at once that was answered within 20 s. */
  readonly within20: number;
  readonly erlang: { readonly meanWaitSeconds: number; readonly within20: number } | undefined;
}

/** How wrong what callers were told was. Seconds. */
export interface EstimateFigures {
  /** Of callers who were answered in the end; or of those alone who never give up. */
  readonly of: 'answered' | 'holding';
  readonly told: number;
  readonly silent: number;
  /** What was said less what it was: positive is too long. */
  readonly meanError: number;
  readonly medianAbsolute: number;
  readonly p90Absolute: number;
  /** Share that was wrong by at most a minute, or by at most half of what it was. */
  readonly near: number;
  /** Share of those who then waited at least a minute. */
  readonly nearOfLong: number;
  /** Share whose wait was within the minutes that were said, and share that waited longer. */
  readonly within: number;
  readonly longer: number;
}

const hourMs = 3_600_000;

export function hourly(
  { shifts, lasts }: DayOptions,
  { outcomes, busyMs }: DayResult,
): readonly HourFigures[] {
  const answeredAll = outcomes.filter(({ outcome }) => outcome === 'answered').length;
  const handling = busyMs / Math.max(answeredAll, 1) / 1_000;
  return Array.from({ length: Math.ceil(lasts / hourMs) }, (_, hour) => {
    const [from, to] = [hour * hourMs, (hour + 1) * hourMs];
    const calls = outcomes.filter(({ call }) => call.at >= from && call.at < to);
    const answered = calls.filter(({ outcome }) => outcome === 'answered');
    const present = shifts.map((shift) => {
      const pauses = shift.pauses.map(({ at, ms }) => overlap(at, at + ms, from, to));
      return overlap(shift.from, shift.to, from, to) - pauses.reduce((sum, one) => sum + one, 0);
    });
    const operators = present.reduce((sum, one) => sum + one, 0) / hourMs;
    const inTime = answered.filter(({ waited }) => waited <= 20_000).length;
    return {
      hour,
      calls: calls.length,
      answered: answered.length,
      lost: calls.length - answered.length,
      operators,
      meanWaitSeconds: mean(answered.map(({ waited }) => waited)) / 1_000,
      within20: inTime / Math.max(calls.length, 1),
      erlang: byErlang(calls.length, handling, Math.round(operators)),
    };
  }).filter(({ calls }) => calls > 0);
}

/**
 * How wrong what was said was. Who gives up would have waited longer than those who are answered: only who never does
 * shows how long the wait is of somebody who holds.
 */
export function estimateFigures(
  { told: all, silent }: Pick<DayResult, 'told' | 'silent'>,
  of: EstimateFigures['of'] = 'answered',
): EstimateFigures {
  const told = of === 'answered' ? all : all.filter(({ holds }) => holds);
  const absolute = told
    .map(errorOf)
    .map(Math.abs)
    .toSorted((one, other) => one - other);
  const at = (share: number) => absolute[Math.ceil(share * absolute.length) - 1] ?? 0;
  const long = told.filter(({ really }) => really >= 60);
  const minutes = told.map(({ estimate, really }) => {
    const { from, to } = toldMinutes(estimate);
    return { longer: really > to * 60, within: really >= from * 60 && really <= to * 60 };
  });
  return {
    of,
    told: told.length,
    silent,
    meanError: mean(told.map(errorOf)),
    medianAbsolute: at(0.5),
    p90Absolute: at(0.9),
    near: shareNear(told),
    nearOfLong: shareNear(long),
    within: minutes.filter(({ within }) => within).length / Math.max(told.length, 1),
    longer: minutes.filter(({ longer }) => longer).length / Math.max(told.length, 1),
  };
}

function shareNear(told: readonly Told[]): number {
  return (
    told.filter((one) => Math.abs(errorOf(one)) <= Math.max(60, one.really / 2)).length /
    Math.max(told.length, 1)
  );
}

function errorOf({ estimate, really }: Told): number {
  return estimate.seconds - really;
}

function byErlang(calls: number, handling: number, operators: number): HourFigures['erlang'] {
  if ((calls * handling) / 3_600 >= operators) return undefined;
  const { meanWaitSeconds, answeredWithin } = erlangC(calls, handling, operators);
  return { meanWaitSeconds, within20: answeredWithin(20) };
}

function overlap(from: number, to: number, first: number, last: number): number {
  return Math.max(0, Math.min(to, last) - Math.max(from, first));
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
}
