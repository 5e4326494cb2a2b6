import type { DeskEnd, DeskEvent, DeskStatus } from '../wire.ts';
import { loggedIn } from './api.ts';

export interface EventListener {
  status(status: DeskStatus): void;
  /** The queues behind the server do not answer for the moment. */
  queuesAway(): void;
  /** The server is not heard of any more; `silent`: the connection is there, and nothing comes through it. */
  lost(silent: boolean): void;
  /** The session is over in so many seconds; `final`: whatever is asked for. */
  expiring(seconds: number, final: boolean): void;
  ended(why: DeskEnd): void;
}

const longestPauseMs = 5_000;
/** The server says something every 5 s. */
const silentMs = 14_000;
/** Close codes of the server: the session is over, another page of the same operator is there. */
const over: Readonly<Record<number, DeskEnd>> = { 4401: 'timeout', 4409: 'elsewhere' };

/** The one WebSocket by which the desk is told everything; opened again, with growing pauses, until the desk is over. */
export function openEvents(listener: EventListener): { close(): void } {
  let current: WebSocket | undefined;
  let closed = false;
  let failures = 0;
  let again = 0;
  let silence = 0;

  const end = (why: DeskEnd) => {
    if (closed) return;
    closed = true;
    clearTimeout(again);
    clearTimeout(silence);
    listener.ended(why);
  };
  const lose = (socket: WebSocket, silent: boolean) => {
    if (closed || current !== socket) return;
    current = undefined;
    clearTimeout(silence);
    if (failures === 0) listener.lost(silent);
    failures += 1;
    const pause = Math.min(250 * 2 ** failures, longestPauseMs) * (0.5 + Math.random() / 2);
    again = setTimeout(open, pause);
    // A browser is not told why it was turned away: perhaps nobody is logged in here any more (`onSessionOver`).
    if (failures > 1)
      loggedIn().then(
        (who) => who === undefined && end('timeout'),
        () => {},
      );
  };

  function open(): void {
    const socket = new WebSocket(new URL('/api/desk/events', location.href.replace(/^http/, 'ws')));
    current = socket;
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        lose(socket, true);
        socket.close();
      }, silentMs);
    };
    listen();
    socket.addEventListener('message', ({ data }) => {
      if (current !== socket) return;
      failures = 0;
      listen();
      hear(JSON.parse(String(data)));
    });
    socket.addEventListener('close', ({ code, reason }) => {
      const why = over[code];
      if (why === undefined) lose(socket, false);
      else if (current === socket) end(reason === 'elsewhere' || reason === 'logged-out' ? reason : why);
    });
  }
  function hear(event: DeskEvent): void {
    if (event.type === 'status') listener.status(event);
    else if (event.type === 'away') listener.queuesAway();
    else if (event.type === 'expiring') listener.expiring(event.seconds, event.final);
    else if (event.type === 'ended') end(event.why);
  }
  open();
  return {
    close: () => {
      closed = true;
      clearTimeout(again);
      clearTimeout(silence);
      current?.close();
    },
  };
}
