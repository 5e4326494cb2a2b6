import { z } from 'zod';
import type { NewCallBack, PendingCallBack } from '../call-backs/call-back.ts';
import { deriveKey } from '../privacy/derive-key.ts';
import { mac } from '../privacy/mac.ts';
import type { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { type Language, languages } from '../speech/language.ts';
import { type CallContext, callContextSchema } from './call-context.ts';

const contentSchema = z.object({
  number: z.instanceof(Sensitive).transform((value) => new Sensitive('telefono', String(value.reveal()))),
  context: callContextSchema,
});

/** A call-back that is pending, as an engine has it. Times are epoch ms. */
export interface CallBackNote {
  readonly id: string;
  /** E.164. */
  readonly number: Sensitive;
  readonly queue: string;
  readonly topic: string;
  readonly language: Language;
  readonly context: CallContext;
  readonly since: number;
  readonly notBefore: number;
  readonly giveUpAt: number;
  /** Calls placed so far, and when the last one was. */
  readonly calls: number;
  readonly calledAt: number | null;
}

/** Number and context leave an engine sealed, and the number stands elsewhere by a keyed digest alone. */
export class CallBackNotes {
  readonly #sealer: Sealer;
  readonly #key: Buffer;

  /** @param key 32 bytes, as made at set-up; the key of the pseudonyms is made from it */
  constructor(sealer: Sealer, key: Buffer) {
    this.#sealer = sealer;
    this.#key = deriveKey(key, 'centralino call-backs: numbers');
  }

  /** What stands for a number. @param number in E.164 */
  pseudonym(number: string): string {
    return mac(this.#key, number).toString('base64url');
  }

  write(note: Omit<CallBackNote, 'calls' | 'calledAt'>): NewCallBack {
    const { id, number, queue, topic, language, context, since, notBefore, giveUpAt } = note;
    const iso = (at: number) => new Date(at).toISOString();
    return {
      id,
      caller: this.pseudonym(number.reveal()),
      queue,
      topic,
      language,
      since: iso(since),
      notBefore: iso(notBefore),
      giveUpAt: iso(giveUpAt),
      sealed: this.#sealer.seal({ number, context }),
    };
  }

  /** @throws SealError or z.ZodError when it was sealed with another key, or is none */
  read(row: PendingCallBack): CallBackNote {
    const { number, context } = contentSchema.parse(this.#sealer.open(row.sealed));
    const { id, queue, topic, calls, calledAt } = row;
    return {
      id,
      number,
      queue,
      topic,
      language: z.enum(languages).parse(row.language),
      context,
      since: Date.parse(row.since),
      notBefore: Date.parse(row.notBefore),
      giveUpAt: Date.parse(row.giveUpAt),
      calls,
      calledAt: calledAt === null ? null : Date.parse(calledAt),
    };
  }
}
