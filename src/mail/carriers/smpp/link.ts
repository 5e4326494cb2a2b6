import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import smpp, { type Pdu, type Session } from 'smpp';
import { z } from 'zod';
import { CarrierFailure, type FailureKind } from '../failure.ts';
import { verdictOf } from './status.ts';

export interface LinkOptions {
  readonly carrier: string;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** PEM of an authority of one's own. */
  readonly ca?: string | undefined;
  readonly systemId: string;
  readonly password: string;
  readonly systemType: string;
  /** Milliseconds for connecting, binding and each sign of life. */
  readonly answerMs: number;
  /** Milliseconds of quiet after which a sign of life is asked for. */
  readonly enquireEveryMs: number;
  /** Takes what the other side delivers. @throws to have it delivered again */
  readonly onDelivered: (pdu: Pdu) => Promise<void>;
  readonly logger: Logger;
}

interface Connection {
  readonly session: Session;
  /** Aborted with a CarrierFailure when the connection is lost. */
  readonly lost: AbortSignal;
  readonly lose: (failure: CarrierFailure) => void;
}

/** Milliseconds between two tries to connect: they double, and each is drawn between half and the whole. */
const backOff = { first: 200, most: 30_000 } as const;
const temporaryError = 0x64;

const failed = z.object({ code: z.string().optional() });

/**
 * One bound connection to an SMSC, kept alive by enquire_link and made anew when it is lost. Who asks for it while there
 * is none waits for the next try, not for the end of all tries.
 */
export class SmppLink {
  readonly #options: LinkOptions;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #bound: Connection | undefined;
  /** Those who wait for the end of the try under way, or of the next one. */
  readonly #waiting = new Set<(failure: CarrierFailure | undefined) => void>();

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /**
   * Sends one command and gives its answer.
   * @throws CarrierFailure when there is no connection, or it is lost meanwhile
   */
  async ask(command: 'submit_sm', fields: Readonly<Record<string, unknown>>): Promise<Pdu> {
    if (this.#bound === undefined) await this.#tried();
    if (this.#bound === undefined) throw this.#failure('connection-lost');
    return await this.#answer(this.#bound, command, fields);
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    this.#settle(this.#failure('closed'));
    await this.#running;
  }

  #tried(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.add((failure) => (failure === undefined ? resolve() : reject(failure)));
    });
  }

  #settle(failure?: CarrierFailure): void {
    for (const tell of this.#waiting) tell(failure);
    this.#waiting.clear();
  }

  get #closed(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #run(): Promise<void> {
    const { carrier, logger } = this.#options;
    let pause: number = backOff.first;
    let away = false;
    while (!this.#closed) {
      try {
        const connection = await this.#connect();
        logger.info({ carrier }, 'bound to the SMSC');
        [pause, away] = [backOff.first, false];
        await this.#watch(connection);
      } catch (error) {
        const failure = error instanceof CarrierFailure ? error : this.#failure('internal');
        this.#settle(failure);
        if (!away && !this.#closed)
          logger.warn({ carrier, kind: failure.kind, detail: failure.detail }, 'the SMSC is away');
        away = true;
      }
      if (this.#closed) break;
      await delay(pause * (0.5 + Math.random() / 2), undefined, { signal: this.#stopping.signal }).catch(
        () => undefined,
      );
      pause = Math.min(pause * 2, backOff.most);
    }
  }

  /** Connects and binds. */
  async #connect(): Promise<Connection> {
    const { host, port, tls, ca, systemId, password, systemType, answerMs } = this.#options;
    const connection = this.#open(
      smpp.connect({ host, port, ...(tls ? { tls, ca, servername: host } : {}) }),
    );
    const { session, lost, lose } = connection;
    const timer = setTimeout(() => lose(this.#failure('timeout')), answerMs);
    try {
      await happens(session, tls ? 'secureConnect' : 'connect', lost);
    } finally {
      clearTimeout(timer);
    }
    const bound = await this.#answer(connection, 'bind_transceiver', {
      system_id: systemId,
      password,
      system_type: systemType,
      interface_version: 0x34,
    });
    if (bound.command_status !== 0) {
      const verdict = verdictOf(bound.command_status);
      const kind = 'later' in verdict ? verdict.later : 'not-authorised';
      const failure = this.#failure(kind, `smpp-${bound.command_status}`);
      lose(failure);
      throw failure;
    }
    this.#bound = connection;
    this.#settle();
    return connection;
  }

  #open(session: Session): Connection {
    const losing = new AbortController();
    // One for each message without an answer; the window of the carrier bounds them.
    setMaxListeners(0, losing.signal);
    const lose = (failure: CarrierFailure) => {
      if (!losing.signal.aborted) losing.abort(failure);
      session.destroy();
    };
    session.on('error', (error: unknown) => lose(this.#judge(error)));
    session.on('close', () => lose(this.#failure(this.#closed ? 'closed' : 'connection-lost')));
    session.on('deliver_sm', (pdu: Pdu) => void this.#delivered(session, pdu));
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()));
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response());
      session.close();
    });
    const stop = () => lose(this.#failure('closed'));
    this.#stopping.signal.addEventListener('abort', stop, { once: true });
    losing.signal.addEventListener('abort', () => this.#stopping.signal.removeEventListener('abort', stop));
    return { session, lost: losing.signal, lose };
  }

  /** Asks for signs of life until the connection is lost. */
  async #watch(connection: Connection): Promise<void> {
    const { lost } = connection;
    try {
      while (!lost.aborted) {
        await delay(this.#options.enquireEveryMs, undefined, { signal: lost });
        await this.#answer(connection, 'enquire_link', {});
      }
    } catch (error) {
      if (!lost.aborted) throw error;
    } finally {
      this.#bound = undefined;
    }
  }

  /** One command and its answer; a connection on which none comes in time is given up. */
  async #answer(
    { session, lost, lose }: Connection,
    command: 'bind_transceiver' | 'submit_sm' | 'enquire_link',
    fields: Readonly<Record<string, unknown>>,
  ): Promise<Pdu> {
    return await new Promise<Pdu>((resolve, reject) => {
      const timer = setTimeout(() => lose(this.#failure('timeout')), this.#options.answerMs);
      const abandon = () => {
        clearTimeout(timer);
        reject(lost.reason);
      };
      lost.addEventListener('abort', abandon, { once: true });
      const answered = (answer: Pdu) => {
        clearTimeout(timer);
        lost.removeEventListener('abort', abandon);
        resolve(answer);
      };
      if (lost.aborted) abandon();
      else if (!session[command](fields, answered)) lose(this.#failure('connection-lost'));
    });
  }

  async #delivered(session: Session, pdu: Pdu): Promise<void> {
    try {
      await this.#options.onDelivered(pdu);
      session.send(pdu.response());
    } catch {
      session.send(pdu.response({ command_status: temporaryError }));
    }
  }

  /** An error of a socket has a code; one without is bytes that are no SMPP. */
  #judge(error: unknown): CarrierFailure {
    const code = failed.safeParse(error).data?.code;
    if (code === undefined) return this.#failure('protocol');
    if (/^E(CONNREFUSED|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH)$/.test(code))
      return this.#failure('unreachable', code);
    return this.#failure(/CERT|TLS|SSL/.test(code) ? 'insecure' : 'connection-lost', code);
  }

  #failure(kind: FailureKind, detail?: string): CarrierFailure {
    return new CarrierFailure(this.#options.carrier, kind, detail);
  }
}

function happens(session: Session, event: string, lost: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    session.once(event, resolve);
    lost.addEventListener('abort', () => reject(lost.reason), { once: true });
    if (lost.aborted) reject(lost.reason);
  });
}
