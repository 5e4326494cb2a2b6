import type { Redis } from 'ioredis';
import { z } from 'zod';
import { entryKind } from '../matching/events.ts';
import type { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';

const personal = z.instanceof(Sensitive).transform((value, context) => {
  const text = value.reveal();
  if (typeof text === 'string') return new Sensitive(value.kind, text);
  context.addIssue({ code: 'custom', message: 'expected sensitive text' });
  return z.NEVER;
});

/** What an operator has of one conversation: whose it is, what the IVR knew, what was found out since. */
const caseSchema = z.object({
  id: z.string(),
  kind: entryKind,
  operator: z.string(),
  callId: z.string(),
  queue: z.string(),
  topic: z.string(),
  language: z.string(),
  waitedSeconds: z.number(),
  sealedContext: z.string(),
  /** The back office's reference to the person this is about, once it is known. */
  person: personal.nullable(),
  /** Kinds of facts that the caller got right about that person. */
  facts: z.array(z.string()),
  /** Names of fields that were revealed: once audited, they stay in sight. */
  revealed: z.array(z.string()),
  disposition: z.string().nullable(),
});
export type CaseFile = z.output<typeof caseSchema>;

/** A conversation as it came. */
type Begun = Omit<CaseFile, 'person' | 'facts' | 'revealed' | 'disposition'>;

/** What can be changed of it. */
export type CaseChange = Partial<
  Pick<CaseFile, 'person' | 'facts' | 'revealed' | 'disposition' | 'sealedContext'>
>;

/** After so long without a word about it the operator has it no longer. */
const lifeSeconds = 30 * 60;

/**
 * Case files in Redis, sealed where they are personal: they outlast the conversation for the wrap-up, a reloaded page
 * and a restarted process. Rejects when Redis is away.
 */
export class CaseFiles {
  readonly #redis: Redis;
  readonly #sealer: Sealer;

  constructor(redis: Redis, sealer: Sealer) {
    this.#redis = redis;
    this.#sealer = sealer;
  }

  async find(id: string): Promise<CaseFile | undefined> {
    const text = await this.#redis.getex(keyOf(id), 'EX', lifeSeconds);
    return text === null ? undefined : caseSchema.parse(this.#sealer.open(text));
  }

  /**
   * Begins one, or takes note of what is newly known: a caller who identified in private comes back with another context.
   * @param person whom the context is about
   */
  async keep(conversation: Begun, person: Sensitive | null): Promise<CaseFile> {
    const fresh: CaseFile = { ...conversation, person, facts: [], revealed: [], disposition: null };
    const begun = await this.#redis.set(keyOf(fresh.id), this.#sealer.seal(fresh), 'EX', lifeSeconds, 'NX');
    const held = begun === 'OK' ? fresh : await this.find(fresh.id);
    if (held === undefined || held.sealedContext === fresh.sealedContext) return held ?? fresh;
    const { sealedContext } = fresh;
    // Facts that were told about one person are none about another.
    return await this.change(
      held,
      person === null ? { sealedContext } : { sealedContext, person, facts: [] },
    );
  }

  /** Counts one more attempt to find out who is on the line. @returns how many there were in this conversation */
  async countTry(id: string): Promise<number> {
    const answer = await this.#redis.multi().incr(triesOf(id)).expire(triesOf(id), lifeSeconds).exec();
    return Number(answer?.[0]?.[1] ?? Number.POSITIVE_INFINITY);
  }

  /** One operator works on it from one desk, one request after another. */
  async change(file: CaseFile, change: CaseChange): Promise<CaseFile> {
    const changed = { ...file, ...change };
    await this.#redis.set(keyOf(file.id), this.#sealer.seal(changed), 'EX', lifeSeconds);
    return changed;
  }
}

function triesOf(id: string): string {
  return `centralino:desk:tries:${id}`;
}

function keyOf(id: string): string {
  return `centralino:desk:case:${id}`;
}
