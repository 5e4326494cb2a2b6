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

  /** Begins one, unless there is one already. @returns the one that there is */
  async begin(file: CaseFile): Promise<CaseFile> {
    const text = await this.#redis.set(keyOf(file.id), this.#sealer.seal(file), 'EX', lifeSeconds, 'NX');
    return text === 'OK' ? file : ((await this.find(file.id)) ?? file);
  }

  /** One operator works on it from one desk, one request after another. */
  async change(file: CaseFile, change: CaseChange): Promise<CaseFile> {
    const changed = { ...file, ...change };
    await this.#redis.set(keyOf(file.id), this.#sealer.seal(changed), 'EX', lifeSeconds);
    return changed;
  }
}

function keyOf(id: string): string {
  return `centralino:desk:case:${id}`;
}
