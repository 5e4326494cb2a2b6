import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Conversation, OperatorView } from '../matching/events.ts';
import type { Closeable, DeskSession, Matcher, SignIn } from '../matching/matcher.ts';
import { sessionOver } from '../staff/page-server.ts';
import type { Session } from '../staff/sessions.ts';
import { errorName } from '../web/errors.ts';
import type { DeskEvent, DeskStatus } from './wire.ts';

export interface PresenceParts {
  readonly matcher: Pick<Matcher, 'signIn' | 'signOut' | 'beat' | 'watch' | 'operator'>;
  /** What the matching needs to know of an operator besides the session. */
  readonly signInOf: (session: Session) => SignIn;
  /** What the session has left (staff/sessions.ts). @param busy in a conversation: that keeps it alive */
  readonly left: (
    session: Session,
    busy: boolean,
  ) => Promise<{ readonly seconds: number; readonly final: boolean }>;
  /** A conversation has come to this desk. */
  readonly conversation: (conversation: Conversation) => Promise<unknown>;
  readonly logger: Logger;
  readonly now?: () => number;
}

/** The lease is 15 s: a beat may be lost without harm. */
const beatMs = 5_000;
/** Without an answer to a ping for so long the page is gone, whatever the connection says. */
const silentMs = 12_000;
const sessionLooks = 6;
/** Time enough to read the warning and to answer it (WCAG 2.2, 2.2.1). */
const warnSeconds = 150;

interface Live {
  readonly socket: WebSocket;
  readonly session: Session;
  readonly close: (code: number, event: DeskEvent) => void;
}

/**
 * The desks that have their page open here: keeps their leases as long as the page answers, and tells each page every
 * change of its operator's state. A page that is closed says nothing: its lease runs out, a conversation goes on.
 */
export class Presence {
  readonly #parts: PresenceParts;
  readonly #live = new Map<string, Live>();

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  /** A page is there. */
  open(socket: WebSocket, session: Session): void {
    const { logger } = this.#parts;
    const { name } = session.person;
    const desk: DeskSession = { operator: name, session: session.id };
    const send = (event: DeskEvent) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(event));
    };
    const close = (code: number, event: DeskEvent) => {
      send(event);
      socket.close(code);
    };
    // The same session in another tab: only one page can ring.
    this.#live.get(name)?.close(4409, { type: 'ended', why: 'elsewhere' });
    const live = { socket, session, close };
    this.#live.set(name, live);

    let watching: Closeable | undefined;
    let lastHeard = this.#now();
    let beats = 0;
    let busy = false;
    let away = false;

    const show = async (view: OperatorView | undefined) => {
      const conversation = view?.conversation;
      busy = conversation !== undefined;
      if (conversation !== undefined) await this.#parts.conversation(conversation);
      send(statusOf(view, this.#now()));
    };
    const attempt = async (work: () => Promise<void>) => {
      try {
        await work();
        away = false;
      } catch (error) {
        if (!away) logger.warn({ error: errorName(error) }, 'the queues are away for a desk');
        away = true;
        send({ type: 'away' });
      }
    };
    const begin = async () => {
      watching ??= await this.#parts.matcher.watch(name, (view) => void attempt(() => show(view)));
      if (socket.readyState !== socket.OPEN) return;
      const told = await this.#parts.matcher.beat(desk);
      const known = told === 'done' || told === 'later';
      await show(
        known
          ? await this.#parts.matcher.operator(name)
          : await this.#parts.matcher.signIn(this.#parts.signInOf(session)),
      );
    };
    const beat = async () => {
      if (this.#now() - lastHeard > silentMs) return socket.terminate();
      socket.ping();
      send({ type: 'here' });
      beats += 1;
      if (beats % sessionLooks === 0) {
        const { seconds, final } = await this.#parts.left(session, busy);
        if (seconds === 0) {
          await this.#parts.matcher.signOut(desk);
          return close(sessionOver, { type: 'ended', why: 'timeout' });
        }
        if (seconds <= warnSeconds) send({ type: 'expiring', seconds, final });
      }
      const wasAway = away;
      const told = await this.#parts.matcher.beat(desk);
      if (told === 'signed-out' || wasAway || watching === undefined) await begin();
      else if (told === 'displaced') close(4409, { type: 'ended', why: 'elsewhere' });
    };

    const timer = setInterval(() => void attempt(beat), beatMs);
    socket.on('pong', () => {
      lastHeard = this.#now();
    });
    socket.once('close', (code) => {
      clearInterval(timer);
      // Whoever closed it: without a session nobody is to be rung here.
      if (code === sessionOver) this.#parts.matcher.signOut(desk).catch(() => {});
      void watching?.close().catch(() => {});
      if (this.#live.get(name) === live) this.#live.delete(name);
    });
    void attempt(begin);
  }

  /** Its session ended: the page is told, wherever the end came from. */
  async ended(name: string, id: string, why: 'elsewhere' | 'logged-out'): Promise<void> {
    const live = this.#live.get(name);
    if (live?.session.id !== id) return;
    live.close(sessionOver, { type: 'ended', why });
    if (why === 'logged-out') await this.#parts.matcher.signOut({ operator: name, session: id });
  }

  /** The process ends: pages find another one, or this one again. */
  close(): void {
    for (const { socket } of this.#live.values()) socket.close(1012);
  }

  #now(): number {
    return this.#parts.now?.() ?? Date.now();
  }
}

/** What the page shows. Times go as durations: its clock may be wrong. */
export function statusOf(view: OperatorView | undefined, now: number): DeskStatus {
  const seconds = (since: number) => Math.max(0, Math.round((now - since) / 1_000));
  return {
    type: 'status',
    state: view?.state ?? 'offline',
    seconds: view === undefined ? 0 : seconds(view.since),
    reason: view?.reason ?? null,
    secondsLeft: view?.until === undefined ? null : Math.max(0, Math.round((view.until - now) / 1_000)),
    next: view?.next ?? null,
    call:
      view?.conversation === undefined
        ? null
        : {
            id: view.conversation.id,
            state: view.conversation.state,
            seconds: seconds(view.conversation.since),
            known: createHash('sha256')
              .update(view.conversation.sealedContext)
              .digest('base64url')
              .slice(0, 12),
          },
  };
}
