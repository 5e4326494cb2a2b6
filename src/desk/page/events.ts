import type { DeskEnd, DeskEvent, DeskStatus } from '../wire.ts';

export interface EventListener {
  status(status: DeskStatus): void;
  /** The server, or the queues behind it, do not answer for the moment. */
  away(): void;
  /** The session is over in so many seconds, unless something is asked for. */
  expiring(seconds: number): void;
  ended(why: DeskEnd): void;
}

const longestPauseMs = 5_000;

/** The one WebSocket by which the desk is told everything; opened again, with growing pauses, until the desk is over. */
export function openEvents(listener: EventListener): { close(): void } {
  let socket: WebSocket | undefined;
  let over = false;
  let failures = 0;
  let timer = 0;

  const open = () => {
    const opened = new WebSocket(new URL('/api/desk/events', location.href.replace(/^http/, 'ws')));
    socket = opened;
    opened.addEventListener('message', ({ data }) => {
      failures = 0;
      const event: DeskEvent = JSON.parse(String(data));
      if (event.type === 'status') listener.status(event);
      else if (event.type === 'away') listener.away();
      else if (event.type === 'expiring') listener.expiring(event.seconds);
      else {
        over = true;
        listener.ended(event.why);
      }
    });
    opened.addEventListener('close', () => {
      if (over) return;
      listener.away();
      failures += 1;
      const pause = Math.min(250 * 2 ** failures, longestPauseMs) * (0.5 + Math.random() / 2);
      timer = setTimeout(open, pause);
    });
  };
  open();
  return {
    close: () => {
      over = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
