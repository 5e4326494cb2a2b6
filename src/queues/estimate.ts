/** Whom a caller may be answered by from some moment on: a topic at a level in the caller's language. */
export interface Reach {
  /** Milliseconds until the route comes to it; 0 when it has. */
  readonly startsIn: number;
  /** Operators logged in who are good enough, and how many of them are ready at this moment. */
  readonly staff: number;
  readonly idle: number;
  /** Callers before this one who wait for these operators. */
  readonly ahead: number;
  /** Callers before this one who take any operator of the language, and how many operators those are. */
  readonly aheadAny: number;
  readonly staffAny: number;
}

/** What is known when somebody asks how long it will take. */
export interface WaitFacts {
  /** All that the caller's route reaches, in its order. */
  readonly reaches: readonly Reach[];
  /** Callers of the language and level before this one, whatever they wait for. */
  readonly aheadAll: number;
  /** How long operators were occupied by one call lately, ms: the conversation and what is written after it. */
  readonly handling: readonly number[];
  /** Of the latest callers of all lines: how long they waited in all, ms, and how many of them gave up. */
  readonly patience: { readonly waitedMs: number; readonly gaveUp: number };
}

/** How much longer a caller will wait, in seconds. */
export interface WaitEstimate {
  /** In the mean of those who hold. */
  readonly seconds: number;
  /** One in five waits less, one in ten more: this is what callers are told. */
  readonly from: number;
  readonly to: number;
}

/** A wait as callers are told it: whole minutes, `from` rounded down and `to` up. */
export function toldMinutes({ from, to }: WaitEstimate): { readonly from: number; readonly to: number } {
  return { from: Math.floor(from / 60), to: Math.max(1, Math.ceil(to / 60)) };
}

/** What is assumed of patience before anything is known of it: as if so many callers had given up after ten minutes each. */
const assumed = { gaveUp: 5, waitedMs: 5 * 600_000 };
/** Quantiles of the standard normal distribution: one in five is below, one in ten above. */
const low = -0.84;
const high = 1.28;

/** A part of the route: when it begins, how long it would take from then on if there were no other, in seconds. */
interface Part {
  readonly startsIn: number;
  readonly takes: number;
  /** Operators that must become free, this caller's included. */
  readonly behind: number;
}

/** docs/queues.md says why so, and how wrong it is. Null where nothing is known. */
export function estimateWait(facts: WaitFacts): WaitEstimate | null {
  const parts = partsOf(facts);
  if (parts.length === 0) return null;
  const seconds = Math.min(...parts.map(({ startsIn, takes }) => startsIn + takes));
  return {
    seconds: Math.round(seconds),
    from: Math.round(Math.min(seconds, quantile(parts, low))),
    to: Math.round(Math.max(seconds, quantile(parts, high))),
  };
}

/**
 * Operators become free one after the other, every mean handling time divided by how many they are; meanwhile some of those
 * who are before give up, at the rate at which callers did lately. Callers who take anybody take their share. It never goes
 * faster than if all operators of the language took all its callers in their order: those of one topic answer others, too.
 */
function partsOf({ reaches, aheadAll, handling, patience }: WaitFacts): Part[] {
  const mean = handling.length === 0 ? undefined : sum(handling) / handling.length / 1_000;
  const givingUp = (patience.gaveUp + assumed.gaveUp) / ((patience.waitedMs + assumed.waitedMs) / 1_000);
  return reaches.flatMap(({ startsIn, staff, idle, ahead, aheadAny, staffAny }) => {
    if (staff === 0) return [];
    const share = staffAny === 0 ? 0 : Math.min(1, staff / staffAny);
    const behind = Math.max(0, ahead + aheadAny * share + 1 - idle);
    if (behind > 0 && mean === undefined) return [];
    if (behind === 0 || mean === undefined) return [{ startsIn: startsIn / 1_000, takes: 0, behind }];
    const own = untilServed(behind, staff / mean, givingUp);
    const all = staffAny === 0 ? 0 : untilServed(aheadAll + 1, staffAny / mean, givingUp);
    return [
      all > own
        ? { startsIn: startsIn / 1_000, takes: all, behind: aheadAll + 1 }
        : { startsIn: startsIn / 1_000, takes: own, behind },
    ];
  });
}

/** The mean time until so many are served or gone, the last of them served, in seconds; rates are a second. */
function untilServed(behind: number, serving: number, givingUp: number): number {
  let seconds = 0;
  for (let left = behind; left > 0; left -= 1)
    seconds += Math.min(1, left) / (serving + Math.max(0, left - 1) * givingUp);
  return seconds;
}

/**
 * The wait of which so many are shorter: the operators become free at random, and as many must as callers are behind
 * (Erlang's distribution of as many stages, by Wilson and Hilferty). Each part of the route goes on from where the one
 * before it was.
 */
function quantile(parts: readonly Part[], z: number): number {
  let done = 0;
  let at = 0;
  let pace = 0;
  let needed = 0;
  for (const { startsIn, takes, behind } of parts) {
    if (startsIn > at) {
      if (pace > 0 && at + (needed - done) / pace <= startsIn) break;
      done += pace * (startsIn - at);
      at = startsIn;
    }
    if (takes === 0) return at;
    if (1 / takes <= pace) continue;
    pace = 1 / takes;
    const stages = Math.max(1, behind);
    needed = Math.max(0, 1 - 1 / (9 * stages) + z / (3 * Math.sqrt(stages))) ** 3;
  }
  return at + Math.max(0, needed - done) / pace;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0);
}
