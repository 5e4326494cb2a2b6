/** Operators of a real line: logged in by the matching, each with a SIP phone of ours that registers and answers. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import type { Call } from '../caller/call.ts';
import { MediaClock } from '../caller/media-clock.ts';
import { type IncomingCall, SipPhone } from '../caller/sip-phone.ts';
import type { Command, Conversation } from '../matching/events.ts';
import { RedisMatcher } from '../matching/redis-matcher.ts';
import { type CallContext, openContext } from '../operators/call-context.ts';
import { SoftphoneBook } from '../operators/softphone-book.ts';
import { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { loadOrCreateSecrets } from '../provision/secrets.ts';
import { noQueues } from '../queues/queues.ts';
import type { Language } from '../speech/language.ts';
import { openRedis } from '../store/redis.ts';
import { SignedIn } from './signed-in.ts';
import { patienceMs, until } from './until.ts';

const logger = pino({ level: 'silent' });

/** A running line at which operators can sit. */
export interface LineWithDesks {
  readonly stack: { readonly sipPort: number };
  readonly redis: { readonly url: string };
  /** Holds the secrets of the line. */
  readonly dataDir: string;
}

/** What the desks of a line have in common. */
export class Desks {
  readonly #line: LineWithDesks;
  /** One for all phones: a timer each would keep a core busy. */
  readonly #clock = new MediaClock();
  readonly #redis: Redis;
  readonly #matcher: RedisMatcher;
  readonly #sealer: Sealer;
  readonly #book: SoftphoneBook;
  readonly #desks: LineOperator[] = [];

  private constructor(line: LineWithDesks, redis: Redis, sealer: Sealer) {
    this.#line = line;
    this.#redis = redis;
    this.#matcher = new RedisMatcher({ redis, rules: () => noQueues, logger });
    this.#sealer = sealer;
    this.#book = new SoftphoneBook(redis, sealer);
  }

  static async open(line: LineWithDesks): Promise<Desks> {
    const redis = openRedis(line.redis.url, logger);
    await once(redis, 'ready');
    const { sealKey } = await loadOrCreateSecrets(line.dataDir);
    return new Desks(line, redis, new Sealer(Buffer.from(sealKey, 'hex')));
  }

  /** Logs an operator in, with a phone that can ring. */
  async operator(
    name: string,
    topics: readonly string[],
    languages: readonly Language[] = ['it'],
  ): Promise<LineOperator> {
    const password = randomBytes(16).toString('hex');
    await this.#book.book({ name, kind: 'sip', password: new Sensitive('pin', password) }, 3_600_000);
    const phone = await SipPhone.open({
      server: { host: '127.0.0.1', port: this.#line.stack.sipPort },
      bindAddress: '127.0.0.1',
      credentials: { user: name, password },
      clock: this.#clock,
    });
    await until('the registration of a phone', () =>
      phone.register().then(
        () => true,
        () => false,
      ),
    );
    const desk = new LineOperator(name, phone, this.#matcher);
    this.#desks.push(desk);
    await desk.signIn(topics, languages);
    return desk;
  }

  /** What a desk shows of the caller with whom its operator talks. */
  async known({ name }: LineOperator): Promise<CallContext> {
    const { conversation } = (await this.#matcher.operator(name)) ?? {};
    if (conversation === undefined) throw new Error(`${name} talks with nobody`);
    return openContext(this.#sealer, conversation.sealedContext);
  }

  get matcher(): RedisMatcher {
    return this.#matcher;
  }

  async close(): Promise<void> {
    for (const desk of this.#desks) await desk.close();
    await this.#matcher.close();
    this.#redis.disconnect();
  }
}

/** With a phone that registers, and a desk that says it is there. */
export class LineOperator extends SignedIn {
  readonly phone: SipPhone;
  #beat: NodeJS.Timeout | undefined;

  constructor(name: string, phone: SipPhone, matcher: RedisMatcher) {
    super(name, matcher);
    this.phone = phone;
  }

  override async signIn(topics: readonly string[], languages: readonly Language[]): Promise<void> {
    await super.signIn(topics, languages);
    clearInterval(this.#beat);
    this.#beat = setInterval(() => void this.matcher.beat(this.desk).catch(() => undefined), 3_000);
  }

  override async signOut(): Promise<void> {
    clearInterval(this.#beat);
    await super.signOut();
  }

  rings(): Promise<IncomingCall> {
    return this.phone.incoming(patienceMs);
  }

  async answer(recordSeconds = 0): Promise<Call> {
    return await (await this.rings()).answer({ sending: 'silence', recordSeconds });
  }

  conversation(id: string): Promise<Conversation | undefined> {
    return this.matcher.conversation(id);
  }

  /** Has the engine do something with the conversation of now. */
  async command(command: Command): Promise<string> {
    const told = await this.matcher.command(await this.conversationId(), command, this.name);
    return [told.outcome, 'why' in told ? told.why : ''].join(' ').trim();
  }

  async close(): Promise<void> {
    await this.signOut().catch(() => undefined);
    this.phone.close();
  }
}
