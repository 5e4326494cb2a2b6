import { CarrierFailure } from './failure.ts';

/**
 * Does a piece of work of a carrier within its time.
 * @param work is given a signal that aborts when nobody waits any more; it may go on after that, unheard
 * @throws CarrierFailure `cancelled`, `timeout`; what `work` throws
 */
export async function within<T>(
  carrier: string,
  signal: AbortSignal,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = () => new CarrierFailure(carrier, signal.aborted ? 'cancelled' : 'timeout');
  if (signal.aborted) throw ended();
  const overall = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const working = work(overall);
  return await new Promise<T>((resolve, reject) => {
    const abort = () => reject(ended());
    overall.addEventListener('abort', abort, { once: true });
    working
      .then(resolve, (error) => reject(overall.aborted ? ended() : error))
      .finally(() => {
        overall.removeEventListener('abort', abort);
      });
  });
}
