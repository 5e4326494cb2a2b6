/** CPU time from /proc (proc(5)). */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second whatever the kernel's own clock is (USER_HZ). */
const msPerTick = 10;

/** What /proc/PID/stat says of a process. */
export interface ProcessStat {
  readonly parent: number;
  /** User and system time of all its threads and of children that have ended, in ms. */
  readonly cpuMs: number;
}

/** Reads the text of /proc/PID/stat: the name, which may hold anything, is in brackets. */
export function parseProcessStat(text: string): ProcessStat {
  const [, parent = 0, ...fields] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  // Fields 14 to 17: utime, stime, cutime, cstime; two are taken off in front, and the name and pid.
  const ticks = fields.slice(9, 13).reduce((sum, field) => sum + field, 0);
  return { parent, cpuMs: ticks * msPerTick };
}

/** CPU time of a process, its threads and all below it, in ms; 0 when it is gone. */
export function cpuOf(pid: number): number {
  const all = new Map<number, ProcessStat>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      all.set(Number(name), parseProcessStat(readFileSync(`/proc/${name}/stat`, 'utf8')));
    } catch {
      // It ended meanwhile.
    }
  }
  const below = (top: number): number =>
    [...all].reduce(
      (sum, [child, { parent }]) => (parent === top ? sum + below(child) : sum),
      all.get(top)?.cpuMs ?? 0,
    );
  return below(pid);
}

/** CPU time that all programs of the machine have used (user, nice, system), in ms. */
export function cpuOfAll(): number {
  const [, user = 0, nice = 0, system = 0] = readFileSync('/proc/stat', 'utf8').split(/\s+/).map(Number);
  return (user + nice + system) * msPerTick;
}
