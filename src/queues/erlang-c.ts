/**
 * Erlang's formula for callers who wait until somebody is free (A. K. Erlang, 1917): arrivals at random, conversations of
 * exponential length, one kind of caller, one kind of operator, first come first served, nobody gives up.
 */
export interface ErlangC {
  /** The chance that a caller has to wait, 0 to 1. */
  readonly waits: number;
  /** Mean wait of all callers, seconds. */
  readonly meanWaitSeconds: number;
  /** Share of the operators' time in conversations, 0 to 1. */
  readonly occupancy: number;
  /** Share of callers who are answered within so many seconds. */
  answeredWithin(seconds: number): number;
}

/**
 * @param callsPerHour arrivals
 * @param handlingSeconds a conversation and what is written after it
 * @param operators at work
 * @throws RangeError when more comes in than the operators can ever do: the line grows without end
 */
export function erlangC(callsPerHour: number, handlingSeconds: number, operators: number): ErlangC {
  const load = (callsPerHour * handlingSeconds) / 3_600;
  if (!(load < operators))
    throw new RangeError(`${operators} operators cannot do a load of ${load.toFixed(1)} erlang`);
  // Erlang B by its recursion, which stays within bounds where factorials do not.
  let blocked = 1;
  for (let n = 1; n <= operators; n += 1) blocked = (load * blocked) / (n + load * blocked);
  const occupancy = load / operators;
  const waits = blocked / (1 - occupancy * (1 - blocked));
  const spare = (operators - load) / handlingSeconds;
  return {
    waits,
    occupancy,
    meanWaitSeconds: waits / spare,
    answeredWithin: (seconds) => 1 - waits * Math.exp(-spare * seconds),
  };
}

/** The fewest operators with whom so large a share of callers is answered within so many seconds. */
export function operatorsFor(
  callsPerHour: number,
  handlingSeconds: number,
  share: number,
  withinSeconds: number,
): number {
  let operators = Math.floor((callsPerHour * handlingSeconds) / 3_600) + 1;
  while (erlangC(callsPerHour, handlingSeconds, operators).answeredWithin(withinSeconds) < share)
    operators += 1;
  return operators;
}
