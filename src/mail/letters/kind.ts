import type { z } from 'zod';
import type { Composer } from './composer.ts';
import { LetterError } from './letter-error.ts';
import type { Sender } from './sender.ts';

/** The part of a letter that is its kind's own. */
export interface Body {
  /** What it is about more exactly, for the subject: `di ottobre 2026`. */
  readonly about: string;
  /** Sets it below the letter's own words. */
  set(composer: Composer, sender: Sender): Promise<void>;
}

/** One kind of letter: what its data are, and how they are set. */
export interface LetterKind {
  readonly name: string;
  /** @throws LetterError for data that are not of its form */
  body(data: unknown): Body;
}

export function defineKind<Schema extends z.ZodType>(kind: {
  readonly name: string;
  readonly schema: Schema;
  readonly about: (data: z.output<Schema>) => string;
  readonly set: (data: z.output<Schema>, composer: Composer, sender: Sender) => Promise<void>;
}): LetterKind {
  return {
    name: kind.name,
    body: (data) => {
      const read = kind.schema.safeParse(data);
      if (!read.success) throw new LetterError('bad-data', fieldsOf(read.error));
      return {
        about: kind.about(read.data),
        set: (composer, sender) => kind.set(read.data, composer, sender),
      };
    },
  };
}

/** The names of the fields that are wrong, without anything of what is in them. */
function fieldsOf(error: z.ZodError): string {
  const fields = error.issues.map(({ path }) => path.map(String).join('.') || 'data');
  return [...new Set(fields)].slice(0, 10).join(', ');
}
