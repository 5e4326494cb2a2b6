/**
 * Epoch ms by a clock that never steps: the machine's time when the process started, and the monotonic clock since. For
 * how long something lasts; what is compared with opening hours or shared with other processes goes by `Date.now()`.
 */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}
