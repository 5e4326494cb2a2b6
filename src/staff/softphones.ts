import type { Logger } from 'pino';
import { WebSocket } from 'ws';
import type { Sensitive } from '../privacy/sensitive.ts';
import type { PageServer } from './page-server.ts';
import type { Role } from './people.ts';
import type { Session } from './sessions.ts';
import { proxySip } from './sip-proxy.ts';

export interface SoftphoneOptions {
  readonly server: PageServer;
  /** Where the page finds its WebSocket. */
  readonly path: `/api/${string}`;
  readonly role: Role;
  /** Tells the softphones of one page from those of another: one person may have both. */
  readonly prefix: string;
  /** Makes softphones known to the network. */
  readonly book: {
    book(
      softphone: { readonly name: string; readonly kind: 'webrtc'; readonly password: Sensitive },
      forMs: number,
    ): Promise<void>;
    cancel(name: string): Promise<void>;
  };
  /** Asterisk's WebSocket for softphones: `ws://127.0.0.1:8088/ws`. */
  readonly sipUrl: string;
  readonly logger: Logger;
}

/** The softphones of one kind of page. People are their login names. */
export interface Softphones {
  /** What the network knows of somebody: where it rings. */
  nameOf(person: string): string;
  /** Makes the network know the softphone, for as long as its page is there. Rejects when Redis is away. */
  book(session: Session): Promise<void>;
  /** Whether a page of the person's is connected. */
  isThere(person: string): boolean;
}

/** A softphone is known to the network for so long after its page was last seen. */
const bookedForMs = 60_000;
const bookAgainMs = 20_000;
/** Time enough to say that a conversation broke off. */
const goodbyeMs = 2_000;
/** Close code: another page of the same person has the softphone now. */
const elsewhere = 4409;

/** Adds softphones to a server for browsers: SIP over a WebSocket of its own, let through to Asterisk. */
export function serveSoftphones(options: SoftphoneOptions): Softphones {
  const { server, path, role, prefix, sipUrl, logger } = options;
  const open = new Map<string, WebSocket>();
  const nameOf = (person: string) =>
    `${prefix}-${person.toLowerCase().replace(/[^a-z0-9._-]/g, '-')}`.slice(0, 40);
  const book = ({ person, softphone }: Session) =>
    options.book.book({ name: nameOf(person.name), password: softphone, kind: 'webrtc' }, bookedForMs);

  server.socket({
    path,
    role,
    protocol: 'sip',
    lingerMs: goodbyeMs,
    open: (socket, session) => {
      const { name } = session.person;
      // A second one of the same session is a reloaded page: the first is on its way out.
      open.get(name)?.close(elsewhere);
      open.set(name, socket);
      const again = setInterval(() => {
        if (socket.readyState === WebSocket.OPEN) book(session).catch(() => {});
      }, bookAgainMs);
      socket.once('close', () => {
        clearInterval(again);
        if (open.get(name) === socket) open.delete(name);
      });
      proxySip(socket, nameOf(name), { url: sipUrl, logger });
    },
  });
  server.onEnded(({ name }, why) => {
    if (why === 'logged-out') options.book.cancel(nameOf(name)).catch(() => {});
  });
  return { nameOf, book, isThere: (person) => open.has(person) };
}
