import { Sensitive } from '../privacy/sensitive.ts';
import type { Language } from './language.ts';
import type { DateStyle } from './spoken/dates.ts';
import { calendarDay, timeOfDay } from './spoken/iso.ts';
import { spoken, type Wording } from './wording.ts';

export type MessageErrorCode = 'unknown-message' | 'missing-value' | 'wrong-value' | 'sensitive';

/** A message could not be put into words. Its text names the argument, never its value. */
export class MessageError extends Error {
  readonly code: MessageErrorCode;

  constructor(code: MessageErrorCode, message: string) {
    super(message);
    this.name = 'MessageError';
    this.code = code;
  }
}

/** A place in a message that is filled with words. */
export type Slot =
  | { readonly kind: 'text'; readonly variable: string }
  | { readonly kind: 'number' | 'year' | 'euro' | 'digits' | 'time'; readonly variable: string }
  | { readonly kind: 'date'; readonly variable: string; readonly style: DateStyle }
  /** `#` in a plural: the number, less the plural's offset. */
  | { readonly kind: 'count'; readonly variable: string; readonly offset: number };

/** How an argument chooses a branch: by number (plural) or by name (select). */
export type Selector = 'count' | 'choice';

type Values = Readonly<Record<string, unknown>>;

/** @throws MessageError `sensitive` when the argument's value must not be spoken. */
export function refuseSensitive(variable: string, values: Values): void {
  if (values[variable] instanceof Sensitive) {
    throw new MessageError(
      'sensitive',
      `{${variable}} is a sensitive value, which is never spoken: take it out of the message`,
    );
  }
}

/** What is said (or written) in a slot, and what the journal shows there. */
export function fillSlot(
  slot: Slot,
  values: Values,
  language: Language,
  wording: Wording = spoken,
): { text: string; masked: string } {
  const value = given(slot.variable, values);
  const masked = `‹${slot.variable}›`;
  if (slot.kind !== 'text') return { text: inWords(slot, value, language, wording), masked };
  if (typeof value === 'number')
    return { text: wording.number(finite(slot.variable, value), language), masked };
  if (typeof value !== 'string') throw wrong(slot.variable, 'text or a number', value);
  const text = value.replace(/\p{Cc}+/gu, ' ');
  return { text, masked: /\p{N}/u.test(text) ? masked : text };
}

/** What chooses a branch. */
export function selectorValue(variable: string, selector: Selector, values: Values): string | number {
  const value = given(variable, values);
  if (selector === 'count') return finite(variable, value);
  // ICU has no `-` in the names of branches: the code in-lavorazione chooses in_lavorazione.
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return String(value).replaceAll('-', '_');
  throw wrong(variable, 'text, a number, true or false', value);
}

function inWords(
  slot: Exclude<Slot, { kind: 'text' }>,
  value: unknown,
  language: Language,
  wording: Wording,
): string {
  const { variable } = slot;
  switch (slot.kind) {
    case 'number':
      return wording.number(finite(variable, value), language);
    case 'year':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return wording.year(value, language);
      throw wrong(variable, 'a whole number', value);
    case 'count':
      return wording.number(finite(variable, value) - slot.offset, language);
    case 'euro':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return wording.euros(value, language);
      throw wrong(variable, 'whole cents', value);
    case 'digits': {
      const code = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
      const digits = typeof code === 'string' ? wording.digits(code) : '';
      if (digits !== '') return digits;
      throw wrong(variable, 'a code of letters and figures', value);
    }
    case 'date': {
      const day = typeof value === 'string' ? calendarDay(value) : undefined;
      if (day !== undefined) return wording.date(day, language, slot.style);
      throw wrong(variable, 'a date as 2026-11-23 or 2026-11-23T10:30:00Z', value);
    }
    case 'time': {
      const time = typeof value === 'string' ? timeOfDay(value) : undefined;
      if (time !== undefined) return wording.time(time, language);
      throw wrong(variable, 'a time as 10:30 or 2026-11-23T10:30:00Z', value);
    }
  }
}

function given(variable: string, values: Values): unknown {
  const value = Object.hasOwn(values, variable) ? values[variable] : undefined;
  if (value === undefined || value === null) {
    throw new MessageError('missing-value', `{${variable}} has no value: give it one under "with"`);
  }
  return value;
}

function finite(variable: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrong(variable, 'a number', value);
}

function wrong(variable: string, wanted: string, value: unknown): MessageError {
  return new MessageError(
    'wrong-value',
    `{${variable}} must be ${wanted}; a value of type ${typeof value} does not fit`,
  );
}
