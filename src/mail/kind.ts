import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';

/** How a document can go: by post to the residence in the registry, or to the e-mail address in it. */
export const channels = ['residence', 'email'] as const;
export type Channel = (typeof channels)[number];

/** One kind of document that callers can ask for. */
export interface DocumentKind {
  /** As flows write it in `send-document`. */
  readonly name: string;
  readonly channels: readonly Channel[];
  /**
   * What tells one document of this kind from another, besides whose it is: plain fields, and Sensitive ones for what
   * is about the person. The same with the same parameters on one day is one request.
   */
  readonly parameters: z.ZodObject;
}

/** A parameter about the person: a Sensitive text of this form. */
export function personal(text: z.ZodString) {
  return z.custom<Sensitive>(
    (value) => value instanceof Sensitive && text.safeParse(value.reveal()).success,
    'must be a Sensitive text of its form',
  );
}

export const year = z.int().min(1990).max(2100);
/** A month without a year is the latest one that has come. */
export const month = z.int().min(1).max(12);
export const quarter = z.int().min(1).max(4);
