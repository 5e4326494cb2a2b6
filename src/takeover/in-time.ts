/**
 * What a promise gives, if it gives it in time. An answer that is there already and was only not read yet counts: whoever
 * stood still does not take the others for late.
 * @param who is waited for, for the error
 * @throws Error when it is late
 */
export async function inTime<T>(promise: Promise<T>, who: string, withinMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    // Node looks at timers before it reads from sockets, and at immediates after that.
    timer = setTimeout(
      () => setImmediate(() => setImmediate(() => reject(new Error(`${who} did not answer in time`)))),
      withinMs,
    );
  });
  promise.catch(() => {});
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
