import {
  isArgumentElement,
  isDateElement,
  isLiteralElement,
  isNumberElement,
  isPluralElement,
  isPoundElement,
  isSelectElement,
  isTimeElement,
  type MessageFormatElement,
  parse,
  TYPE,
} from '@formatjs/icu-messageformat-parser';
import { IntlMessageFormat } from 'intl-messageformat';
import { z } from 'zod';
import { type Language, localeOf } from './language.ts';
import { type MessageNeed, needOfSlot, spokenLength } from './message-facts.ts';
import { fillSlot, refuseSensitive, type Selector, type Slot, selectorValue } from './message-values.ts';
import type { DateStyle } from './spoken/dates.ts';
import { written } from './wording.ts';

/** A message whose text is not what this system can speak. `offset` counts characters from the start of the text. */
export class MessageSyntaxError extends Error {
  readonly offset: number;
  readonly mend: string;

  constructor(message: string, offset: number, mend: string) {
    super(message);
    this.name = 'MessageSyntaxError';
    this.offset = offset;
    this.mend = mend;
  }
}

/** What callers hear, and the same for the journal: every figure and date is the name of its argument. */
export interface FormattedMessage {
  readonly text: string;
  readonly masked: string;
}

/**
 * One ICU message of one language, compiled. Every argument that is spoken is replaced, once, by a slot of plain
 * text; the library then only chooses between plural and select branches. Slots are filled on demand, so a value
 * that belongs to another branch may be missing.
 */
export class Message {
  /** Names of its arguments, in order of appearance. */
  readonly variables: readonly string[];
  /** What each argument must be; one that is used in several ways is there as often. */
  readonly needs: readonly MessageNeed[];
  /** Characters that are spoken at most, in the longest of its branches. */
  readonly length: number;
  readonly #language: Language;
  readonly #slots: ReadonlyMap<string, Slot>;
  readonly #selectors: ReadonlyMap<string, Selector>;
  readonly #elements: MessageFormatElement[];
  /** Made when it is first spoken: most texts that are read are only checked. */
  #format: IntlMessageFormat | undefined;

  /** @throws MessageSyntaxError for text that is no ICU message, or that uses a style which is not spoken. */
  constructor(text: string, language: Language) {
    const compiler = new Compiler();
    const parsed = parseMessage(text);
    this.length = spokenLength(parsed);
    const elements = compiler.rewrite(parsed, undefined);
    this.#language = language;
    this.#slots = compiler.slots;
    this.#selectors = compiler.selectors;
    this.variables = [...compiler.variables];
    this.needs = needsOf(compiler);
    this.#elements = elements;
  }

  /**
   * @param values by argument name; those that the message does not name are not looked at.
   * @throws MessageError when a value is missing, sensitive or of the wrong kind. The error never holds the value.
   */
  format(values: Readonly<Record<string, unknown>>): FormattedMessage {
    for (const variable of this.variables) refuseSensitive(variable, values);
    const fill = (slot: Slot) => fillSlot(slot, values, this.#language);
    return {
      text: this.#fill(values, (slot) => fill(slot).text),
      masked: this.#fill(values, (slot) => fill(slot).masked),
    };
  }

  /** The same to be read: dates, times, amounts and codes in figures. @throws MessageError as `format` */
  write(values: Readonly<Record<string, unknown>>): string {
    for (const variable of this.variables) refuseSensitive(variable, values);
    return this.#fill(values, (slot) => fillSlot(slot, values, this.#language, written).text);
  }

  #fill(values: Readonly<Record<string, unknown>>, fill: (slot: Slot) => string): string {
    const filled = {};
    for (const [key, slot] of this.#slots) Object.defineProperty(filled, key, { get: () => fill(slot) });
    for (const [variable, selector] of this.#selectors) {
      Object.defineProperty(filled, variable, { get: () => selectorValue(variable, selector, values) });
    }
    this.#format ??= new IntlMessageFormat(this.#elements, localeOf[this.#language], undefined, {
      ignoreTag: true,
    });
    return String(this.#format.format(filled)).replace(/\s+/g, ' ').trim();
  }
}

function parseMessage(text: string): MessageFormatElement[] {
  // Plain text is most of what is spoken; the parser would go through it letter by letter.
  if (!/[{}]|''/.test(text)) return [{ type: TYPE.literal, value: text }];
  const elided = /\p{L}'(?=\{)/u.exec(text);
  if (elided !== null) {
    const mend = "Write two apostrophes ('') or the typographic one (’) before the brace";
    throw new MessageSyntaxError(
      'an apostrophe right before { makes ICU take the argument as plain text',
      elided.index + 1,
      mend,
    );
  }
  try {
    return parse(text, { ignoreTag: true, captureLocation: true, shouldParseSkeletons: false });
  } catch (error) {
    const mend =
      'Look for a brace that is not closed, an argument without a name, or a plural or select without "other {...}"';
    throw new MessageSyntaxError(`not an ICU message: ${parserWords(error)}`, parserOffset(error), mend);
  }
}

function parserWords(error: unknown): string {
  return error instanceof Error ? error.message.toLowerCase().replaceAll('_', ' ') : String(error);
}

const locatedError = z.object({ location: z.object({ start: z.object({ offset: z.number() }) }) });

function parserOffset(error: unknown): number {
  const located = locatedError.safeParse(error);
  return located.success ? located.data.location.start.offset : 0;
}

const dateStyles: ReadonlyMap<string, DateStyle> = new Map<string, DateStyle>([
  ['long', 'long'],
  ['full', 'full'],
  ['short', 'short'],
]);

/** Walks the parsed message once and notes what fills it. */
class Compiler {
  readonly slots = new Map<string, Slot>();
  readonly selectors = new Map<string, Selector>();
  readonly variables = new Set<string>();
  /** The named branches of each select. */
  readonly branches = new Map<string, Set<string>>();

  rewrite(
    elements: MessageFormatElement[],
    counted: { variable: string; offset: number } | undefined,
  ): MessageFormatElement[] {
    return elements.map((element) => {
      if (isLiteralElement(element)) return element;
      if (isPoundElement(element)) {
        return counted === undefined
          ? element
          : this.#slot({ kind: 'count', variable: counted.variable, offset: counted.offset });
      }
      this.variables.add(element.value);
      if (isSelectElement(element)) {
        this.#select(element, 'choice');
        const named = this.branches.get(element.value) ?? new Set();
        for (const name of Object.keys(element.options)) if (name !== 'other') named.add(name);
        this.branches.set(element.value, named);
        return { ...element, options: this.#options(element.options, undefined) };
      }
      if (isPluralElement(element)) {
        this.#select(element, 'count');
        const inner = { variable: element.value, offset: element.offset };
        return { ...element, options: this.#options(element.options, inner) };
      }
      return this.#slot(slotOf(element));
    });
  }

  #options<Option extends { value: MessageFormatElement[] }>(
    options: Record<string, Option>,
    counted: { variable: string; offset: number } | undefined,
  ): Record<string, Option> {
    return Object.fromEntries(
      Object.entries(options).map(([name, option]) => [
        name,
        { ...option, value: this.rewrite(option.value, counted) },
      ]),
    );
  }

  /** A slot's key has a space in it, which no ICU argument name can have. */
  #slot(slot: Slot): MessageFormatElement {
    const key = `slot ${this.slots.size}`;
    this.slots.set(key, slot);
    return { type: TYPE.argument, value: key };
  }

  #select(element: MessageFormatElement & { value: string }, selector: Selector): void {
    const known = this.selectors.get(element.value);
    if (known !== undefined && known !== selector) {
      throw syntaxError(
        element,
        `{${element.value}} is used both in plural and in select`,
        'Use two arguments',
      );
    }
    this.selectors.set(element.value, selector);
  }
}

function needsOf({ slots, selectors, branches }: Compiler): readonly MessageNeed[] {
  return [
    ...[...slots.values()].map((slot) => ({ variable: slot.variable, kind: needOfSlot(slot) })),
    ...[...selectors].map(([variable, selector]) =>
      selector === 'count'
        ? { variable, kind: 'number' as const }
        : { variable, kind: 'choice' as const, branches: [...(branches.get(variable) ?? [])] },
    ),
  ];
}

function slotOf(element: MessageFormatElement & { value: string }): Slot {
  const variable = element.value;
  if (isArgumentElement(element)) return { kind: 'text', variable };
  const style = styleOf(element);
  if (isNumberElement(element)) {
    if (style === undefined || style === 'integer') return { kind: 'number', variable };
    if (style === 'euro' || style === 'digits' || style === 'year') return { kind: style, variable };
    throw unknownStyle(
      element,
      style,
      '{name, number}, {name, number, euro}, {name, number, year}, {name, number, digits}',
    );
  }
  if (isDateElement(element)) {
    const known = dateStyles.get(style ?? 'long');
    if (known !== undefined) return { kind: 'date', variable, style: known };
    throw unknownStyle(element, style, '{name, date, long}, {name, date, full}, {name, date, short}');
  }
  if (isTimeElement(element) && (style === undefined || style === 'short')) return { kind: 'time', variable };
  throw unknownStyle(element, style, '{name, time, short}');
}

/** The style as it is written; a skeleton ("::yMMMd") is one that is not spoken. */
function styleOf(element: MessageFormatElement): string | undefined {
  if (!('style' in element) || element.style === undefined || element.style === null) return undefined;
  return typeof element.style === 'string' ? element.style.trim() : '::';
}

function unknownStyle(
  element: MessageFormatElement,
  style: string | undefined,
  known: string,
): MessageSyntaxError {
  return syntaxError(element, `the style "${style ?? ''}" is not one that is spoken`, `Use one of ${known}`);
}

function syntaxError(element: MessageFormatElement, message: string, mend: string): MessageSyntaxError {
  return new MessageSyntaxError(message, element.location?.start.offset ?? 0, mend);
}
