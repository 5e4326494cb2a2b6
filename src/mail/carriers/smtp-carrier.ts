import { createHash } from 'node:crypto';
import nodemailer from 'nodemailer';
import { z } from 'zod';
import { AcceptedOnce } from './accepted-once.ts';
import type { Carrier, EmailItem, HandedOver } from './carrier.ts';
import { within } from './deadline.ts';
import { htmlOf } from './email-body.ts';
import { CarrierFailure } from './failure.ts';
import { judgeSmtp } from './smtp-answer.ts';

export interface SmtpOptions {
  readonly name?: string;
  readonly host: string;
  readonly port: number;
  /**
   * `tls` from the first byte; `starttls`: nothing is said before it; `none` only for a relay on the same machine.
   * The certificate must be of `host`.
   */
  readonly security: 'tls' | 'starttls' | 'none';
  /** PEM of an authority of one's own. */
  readonly ca?: string | undefined;
  readonly auth?: { readonly user: string; readonly password: string } | undefined;
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo?: string | undefined;
  readonly connections?: number | undefined;
  /** Milliseconds for one mail, waiting for a connection included. */
  readonly timeoutMs?: number | undefined;
}

const email = z.email().max(254);
/** A connection that hears nothing for so long is dead, whatever TCP thinks. */
const silenceMs = 30_000;
const idleMs = 30_000;
const mailsEachConnection = 200;

/**
 * E-mail by SMTP, over kept connections. The Message-ID follows from the idempotency key: whoever gets a mail twice,
 * because its acceptance was lost on the way back, can tell that it is one (RFC 5322 section 3.6.4). A delivery status
 * notification is asked for where the server offers it (RFC 3461), under our reference.
 */
export class SmtpCarrier implements Carrier<EmailItem> {
  readonly name: string;
  readonly #options: SmtpOptions;
  readonly #timeoutMs: number;
  readonly #once = new AcceptedOnce();
  readonly #transport: ReturnType<typeof openTransport>;
  #closed = false;

  constructor(options: SmtpOptions) {
    this.name = options.name ?? 'smtp';
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? 60_000;
    this.#transport = openTransport(options, this.#timeoutMs);
  }

  async handOver(item: EmailItem, signal: AbortSignal): Promise<HandedOver> {
    if (this.#closed) throw new CarrierFailure(this.name, 'closed');
    const to = email.safeParse(item.recipient.email.reveal());
    if (!to.success) return { refused: 'bad-address' };
    const send = () =>
      within(this.name, signal, this.#timeoutMs, (overall) => this.#send(item, to.data, overall));
    return await this.#once.run(item.idempotencyKey, send);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#transport.close({ force: true });
  }

  async #send(item: EmailItem, to: string, signal: AbortSignal): Promise<HandedOver> {
    const { from, replyTo } = this.#options;
    const { reference, message, document } = item;
    const messageId = messageIdOf(item.idempotencyKey, from.address);
    try {
      await this.#transport.sendMail({
        from,
        to: { name: '', address: to },
        ...(replyTo === undefined ? {} : { replyTo }),
        messageId,
        subject: message.subject,
        text: message.text,
        html: htmlOf(message),
        attachments: [
          {
            filename: `INPS-${reference}.pdf`,
            content: Buffer.from(document.pdf),
            contentType: 'application/pdf',
          },
        ],
        headers: {
          'Content-Language': message.language,
          // Nobody's holiday notice shall answer a machine (RFC 3834).
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
        },
        dsn: { id: reference, return: 'headers', notify: ['failure', 'delay'], recipient: `rfc822;${to}` },
        disableFileAccess: true,
        disableUrlAccess: true,
        signal,
      });
    } catch (error) {
      if (this.#closed) throw new CarrierFailure(this.name, 'closed');
      const judged = judgeSmtp(this.name, error);
      if (judged instanceof CarrierFailure) throw judged;
      return judged;
    }
    return { accepted: true, carrierReference: messageId };
  }
}

/** `<digest@domain>`: tells nothing, and is the same for the same key. */
export function messageIdOf(idempotencyKey: string, from: string): string {
  const digest = createHash('sha256').update(`mail ${idempotencyKey}`).digest('hex').slice(0, 40);
  return `<${digest}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

function openTransport(options: SmtpOptions, timeoutMs: number) {
  const { host, port, security, ca, auth } = options;
  const setUpMs = Math.min(timeoutMs, 10_000);
  return nodemailer.createTransport({
    pool: true,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    ...(auth === undefined ? {} : { auth: { user: auth.user, pass: auth.password } }),
    maxConnections: options.connections ?? 4,
    maxMessages: mailsEachConnection,
    // Only a mail of which not a byte was sent goes to another connection by itself; the rest is fulfilment's to retry.
    maxRequeues: 1,
    idleTimeout: idleMs,
    connectionTimeout: setUpMs,
    greetingTimeout: setUpMs,
    dnsTimeout: setUpMs,
    socketTimeout: Math.min(timeoutMs, silenceMs),
    logger: false,
  });
}
