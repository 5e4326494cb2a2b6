import { availableParallelism, cpus, loadavg } from 'node:os';

/** Where and when figures were taken. */
export interface Machine {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** Load averages of 1, 5 and 15 minutes before anything was started. */
  readonly loadAverage: readonly number[];
}

export function describeMachine(): Machine {
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    node: process.versions.node,
    loadAverage: loadavg().map((load) => Math.round(load * 100) / 100),
  };
}
