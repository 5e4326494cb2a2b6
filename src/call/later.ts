import type { ChannelEvent, ChannelListener } from '../telephony/port.ts';

/** Of what happens before a call can be carried on, so much is kept: the newest. */
const mostEarly = 100;

/**
 * Keeps what happens on a channel until there is somebody to tell it to.
 * @param making never rejects; undefined when there will be nobody
 */
export function later(making: Promise<{ handle(event: ChannelEvent): void } | undefined>): ChannelListener {
  const early: ChannelEvent[] = [];
  let listener: ChannelListener = (event) => {
    if (early.length === mostEarly) early.shift();
    early.push(event);
  };
  making.then((runner) => {
    listener = (event) => runner?.handle(event);
    for (const event of early) runner?.handle(event);
  });
  return (event) => listener(event);
}

/** What a promise gives in time; undefined otherwise. */
export async function withinMs<T>(ms: number, promise: Promise<T | undefined>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  return await Promise.race([promise.catch(() => undefined), late]).finally(() => clearTimeout(timer));
}
