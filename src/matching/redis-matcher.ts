import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { z } from 'zod';
import { estimateWait } from '../queues/estimate.ts';
import type { Skill } from '../queues/queue.ts';
import type { QueueRules } from '../queues/queues.ts';
import { routeOf } from '../queues/route.ts';
import { Bus } from './bus.ts';
import { CommandDesk } from './command-desk.ts';
import { EngineLink } from './engine-link.ts';
import {
  type Command,
  type CommandAnswer,
  type Conversation,
  conversationSchema,
  lineSchema,
  type OperatorView,
  operatorSchema,
  type Snapshot,
} from './events.ts';
import type {
  Adopted,
  Closeable,
  DeskSession,
  EngineListener,
  Entered,
  Entry,
  LeaveReason,
  LostReason,
  Matcher,
  Place,
  SignIn,
  Told,
} from './matcher.ts';
import { Scripts } from './scripts.ts';

export interface RedisMatcherOptions {
  /** As `openRedis` makes it: a command fails at once while Redis is away. It stays open when the matcher closes. */
  readonly redis: Redis;
  /** The queues as they are now; asked whenever somebody enters. */
  readonly rules: () => QueueRules;
  readonly logger: Logger;
  /** Epoch ms; the clock of Redis unless given. */
  readonly now?: () => number;
  readonly prefix?: string;
  /** How often what is due is looked for; 0: never by itself. */
  readonly tickMs?: number;
}

const usualPrefix = 'centralino:match:';
const usualTickMs = 250;
/** A call-back that was never reached is given up after so long. */
const callBackMs = 3 * 24 * 3_600_000;

const entered = z.enum(['waiting', 'already', 'full', 'nobody']);
const told = z.enum(['done', 'later', 'displaced', 'signed-out', 'refused']);
// Lua has one kind of table: an empty list comes as an object.
const times = z.union([z.array(z.coerce.number()), z.object({}).transform((): number[] => [])]);
const facts = z.object({
  queue: z.string(),
  ahead: z.int(),
  staff: z.int(),
  waited: z.number(),
  reaches: z.array(
    z.object({
      startsIn: z.number(),
      staff: z.int(),
      idle: z.int(),
      ahead: z.int(),
      aheadAny: z.int(),
      staffAny: z.int(),
    }),
  ),
  aheadAll: z.int(),
  patience: z.object({ waitedMs: z.number(), gaveUp: z.int() }),
  handling: times,
  handlingOfAll: times,
});
const found = z.tuple([z.array(z.string()), z.array(json(conversationSchema))]);
const lineOfShot = lineSchema.omit({ estimatedSeconds: true }).extend({ last: z.string().optional() });
const shot = z.tuple([z.coerce.number(), z.array(json(lineOfShot)), z.array(json(operatorSchema))]);

/** The matcher on Redis, for engines and desks alike. */
export class RedisMatcher implements Matcher {
  readonly #options: RedisMatcherOptions;
  readonly #scripts: Scripts;
  readonly #bus: Bus;
  readonly #commands: CommandDesk;
  readonly #links = new Map<string, EngineLink>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: RedisMatcherOptions) {
    this.#options = options;
    const { redis, prefix = usualPrefix, now = () => undefined, logger } = options;
    this.#scripts = new Scripts(redis, prefix, now);
    this.#bus = new Bus(redis, prefix, logger);
    this.#commands = new CommandDesk(redis, prefix, this.#bus);
    this.#schedule();
  }

  async enter(entry: Entry): Promise<Entered> {
    const given = this.#entryOf(entry);
    if (given === undefined) return 'unknown-queue';
    // The clock of Redis counts, unless the place is older; ours only for the case that Redis forgets.
    const outcome = entered.parse(await this.#scripts.run('enter', { ...given, since: entry.since }));
    if (entry.kind !== 'call-back' && (outcome === 'waiting' || outcome === 'already'))
      this.#links.get(entry.engine)?.entered(entry.id, { ...given, kept: true });
    return outcome;
  }

  async leave(id: string, why: LeaveReason): Promise<void> {
    this.#forget(id);
    await this.#scripts.run('leave', { id, why });
  }

  async place(id: string): Promise<Place | undefined> {
    const text = z.string().parse(await this.#scripts.run('place', { id }));
    if (text === '') return undefined;
    const { queue, ahead, staff, waited, reaches, aheadAll, patience, handling, handlingOfAll } = facts.parse(
      JSON.parse(text),
    );
    return {
      queue,
      position: ahead + 1,
      ahead,
      staff,
      waitedSeconds: Math.floor(waited / 1_000),
      estimate: estimateWait({
        reaches,
        aheadAll,
        patience,
        handling: handling.length > 0 ? handling : handlingOfAll,
      }),
    };
  }

  async absent(ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    return z.array(z.string()).parse(await this.#scripts.run('absent', { ids }));
  }

  async serve(engine: string, listener: EngineListener): Promise<Closeable> {
    const { redis, prefix = usualPrefix, logger } = this.#options;
    const link = new EngineLink({
      engine,
      listener,
      logger,
      bus: this.#bus,
      scripts: this.#scripts,
      answer: (channel, text) => redis.publish(prefix + channel, text),
    });
    this.#links.set(engine, link);
    await link.open();
    return {
      close: async () => {
        if (this.#links.get(engine) === link) this.#links.delete(engine);
        await link.close();
      },
    };
  }

  async found(engine: string): Promise<Adopted> {
    const [waiting, conversations] = found.parse(await this.#scripts.run('found', { engine }));
    return { waiting, conversations };
  }

  letGo(id: string, conversation?: string): void {
    this.#forget(id);
    if (conversation !== undefined) this.#silent(conversation);
  }

  async adopt(conversation: string, engine: string): Promise<'yes' | 'gone'> {
    const outcome = yesOrGone(await this.#scripts.run('adopt', { offer: conversation, engine }));
    const known = outcome === 'yes' ? await this.conversation(conversation) : undefined;
    if (known !== undefined) this.#links.get(engine)?.talking(known, this.#wrapUpOf(known.queue));
    return outcome;
  }

  async ringing(offer: string, seconds?: number): Promise<'yes' | 'gone'> {
    return yesOrGone(await this.#scripts.run('ringing', { offer, seconds }));
  }

  async connected(offer: string): Promise<'yes' | 'gone'> {
    const outcome = yesOrGone(await this.#scripts.run('connected', { offer }));
    if (outcome === 'gone') return outcome;
    const known = await this.conversation(offer);
    if (known !== undefined) {
      this.#forget(known.callId);
      this.#links.get(known.engine)?.talking(known, this.#wrapUpOf(known.queue));
    }
    return outcome;
  }

  async declined(
    offer: string,
    why: 'no-answer' | 'busy' | 'failed' | 'caller-gone' | 'engine-gone',
  ): Promise<void> {
    if (why === 'caller-gone') {
      const known = await this.conversation(offer);
      if (known !== undefined) this.#forget(known.callId);
    }
    await this.#scripts.run('declined', { offer, why });
  }

  async postponed(offer: string, notBefore: number): Promise<number> {
    return z.number().parse(await this.#scripts.run('postponed', { offer, notBefore }));
  }

  async phase(
    offer: string,
    state: 'talking' | 'hold' | 'consult' | 'conference',
    sealedContext?: string,
  ): Promise<void> {
    const now = sealedContext === undefined ? { state } : { state, sealedContext };
    for (const link of this.#links.values()) link.changed(offer, now);
    await this.#scripts.run('phase', { offer, state, ctx: sealedContext });
  }

  async over(offer: string): Promise<void> {
    this.#silent(offer);
    await this.#scripts.run('over', { offer });
  }

  async lost(offer: string, why: LostReason = 'line-lost'): Promise<void> {
    this.#silent(offer);
    await this.#scripts.run('lost', { offer, why });
  }

  async signIn(operator: SignIn): Promise<OperatorView> {
    const text = await this.#scripts.run('signIn', { ...operator, skills: skillWords(operator.skills) });
    return json(operatorSchema).parse(text);
  }

  signOut(desk: DeskSession): Promise<Told> {
    return this.#desk('signOut', desk);
  }

  beat(desk: DeskSession): Promise<Told> {
    return this.#desk('beat', desk);
  }

  ready(desk: DeskSession): Promise<Told> {
    return this.#desk('ready', desk);
  }

  pause(desk: DeskSession, reason: string): Promise<Told> {
    return this.#desk('pause', desk, { reason: reason.slice(0, 60) });
  }

  wrapUp(desk: DeskSession): Promise<Told> {
    return this.#desk('wrapUp', desk);
  }

  async conversation(id: string): Promise<Conversation | undefined> {
    const text = await this.#scripts.run('conversation', { offer: id });
    return text === '' ? undefined : json(conversationSchema).parse(text);
  }

  async command(
    conversation: string,
    command: Command,
    by: string,
  ): Promise<CommandAnswer | { readonly outcome: 'unavailable' }> {
    const known = await this.conversation(conversation);
    if (known === undefined) return { outcome: 'unknown' };
    return this.#commands.send(known.engine, { conversation, command, by });
  }

  async operator(id: string): Promise<OperatorView | undefined> {
    const text = await this.#scripts.run('operator', { operator: id });
    return text === '' ? undefined : json(operatorSchema).parse(text);
  }

  async watch(operator: string, listener: (view: OperatorView) => void): Promise<Closeable> {
    const channel = operator === 'all' ? 'watch:*' : `watch:${operator}`;
    const stop = await this.#bus.hear(channel, (text) => {
      const view = json(operatorSchema).safeParse(text);
      if (view.success) listener(view.data);
      else this.#options.logger.error({ channel }, 'an operator cannot be read');
    });
    return { close: stop };
  }

  async snapshot(): Promise<Snapshot> {
    const [at, lines, operators] = shot.parse(await this.#scripts.run('snapshot'));
    const estimated = lines.map(async ({ last, ...line }) => ({
      ...line,
      estimatedSeconds: last === undefined ? null : ((await this.place(last))?.estimate?.seconds ?? null),
    }));
    return { at, lines: await Promise.all(estimated), operators };
  }

  /** Does what is due by now: steps that expire, wrap-ups, leases, offers that lapse. @returns how much there was */
  async tick(): Promise<number> {
    return z.number().parse(await this.#scripts.run('tick'));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await Promise.all([...this.#links.values()].map((link) => link.close()));
    this.#links.clear();
    this.#commands.close();
    this.#bus.close();
  }

  #schedule(): void {
    const { tickMs = usualTickMs, redis, logger } = this.#options;
    if (this.#closed || tickMs === 0) return;
    this.#timer = setTimeout(
      async () => {
        if (redis.status === 'ready')
          await this.tick().catch((error: unknown) =>
            logger.warn({ reason: String(error) }, 'what is due could not be done'),
          );
        this.#schedule();
      },
      // Not all processes at the same moment.
      tickMs * (0.75 + Math.random() / 2),
    ).unref();
  }

  async #desk(word: 'signOut' | 'beat' | 'ready' | 'pause' | 'wrapUp', desk: DeskSession, more = {}) {
    const { operator, session } = desk;
    return told.parse(await this.#scripts.run(word, { operator, session, ...more }));
  }

  /** What the script is told: the queue's rules as they are now go with the caller. */
  #entryOf(entry: Entry): (Record<string, unknown> & { since: number }) | undefined {
    const rules = this.#options.rules();
    const queue = rules.queues.get(entry.queue);
    const phases = routeOf(rules, entry.queue);
    if (queue === undefined || phases === undefined) return undefined;
    const { id, language, engine, sealedContext, kind = 'call', operator, notBefore } = entry;
    const now = this.#options.now?.() ?? Date.now();
    return {
      id,
      kind,
      queue: queue.name,
      topic: queue.topic,
      level: queue.level,
      lang: language,
      engine,
      ctx: sealedContext,
      phases,
      headStart: (entry.priority ?? queue.priority) * rules.headStartSeconds * 1_000,
      atHead: entry.atHead === true,
      maxWait: queue.maxWaitSeconds,
      maxLength: queue.maxLength,
      ring: queue.ringSeconds,
      wrap: queue.wrapUpSeconds,
      operator,
      uncounted: entry.uncounted === true,
      notBefore,
      since: entry.since ?? now,
      giveUpAt: entry.giveUpAt ?? (kind === 'call-back' ? now + callBackMs : undefined),
    };
  }

  #wrapUpOf(queue: string): number {
    return this.#options.rules().queues.get(queue)?.wrapUpSeconds ?? 0;
  }

  #forget(id: string): void {
    for (const link of this.#links.values()) link.left(id);
  }

  #silent(offer: string): void {
    for (const link of this.#links.values()) link.silent(offer);
  }
}

/** As the scripts read skills: each topic, and `*` for the best of a language at a level. */
function skillWords(skills: readonly Skill[]): string {
  const words = new Map<string, number>();
  for (const { topic, language, level, proficiency } of skills)
    for (const one of [topic, '*']) {
      const key = `${one}:${language}:${level}`;
      words.set(key, Math.max(words.get(key) ?? 0, proficiency));
    }
  return [...words].map(([key, proficiency]) => `${key}:${proficiency}`).join(' ');
}

function yesOrGone(answer: unknown): 'yes' | 'gone' {
  return answer === 'yes' ? 'yes' : 'gone';
}

/** A text that holds JSON of a shape. */
function json<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
}
