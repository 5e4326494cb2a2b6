import {
  isLiteralElement,
  isPluralElement,
  isPoundElement,
  isSelectElement,
  type MessageFormatElement,
} from '@formatjs/icu-messageformat-parser';
import type { Language } from './language.ts';
import type { Slot } from './message-values.ts';

/** What the value of an argument must be. `number` also stands for what a plural counts. */
export type NeedKind = 'text' | 'number' | 'cents' | 'code' | 'date' | 'time' | 'choice';

/** An argument of a text; `branches` are the names that its select has, apart from `other`. */
export interface MessageNeed {
  readonly variable: string;
  readonly kind: NeedKind;
  readonly branches?: readonly string[];
}

export function needOfSlot(slot: Slot): NeedKind {
  switch (slot.kind) {
    case 'count':
    case 'year':
      return 'number';
    case 'euro':
      return 'cents';
    case 'digits':
      return 'code';
    default:
      return slot.kind;
  }
}

/** Characters of a value as it is spoken: a date in words, an amount, a name. */
const valueLength = 16;

/** Characters of the key of a choice: one short word. */
const keyLength = 5;

/** Characters that are spoken at most: of the branches of a choice, the longest counts. */
export function spokenLength(elements: readonly MessageFormatElement[]): number {
  return elements.reduce((sum, element) => sum + lengthOf(element), 0);
}

function lengthOf(element: MessageFormatElement): number {
  if (isLiteralElement(element)) return element.value.replace(/\s+/g, ' ').replace(/\p{M}/gu, '').length;
  if (isPoundElement(element)) return 4;
  if (isSelectElement(element) || isPluralElement(element))
    return Math.max(...Object.values(element.options).map((option) => spokenLength(option.value)));
  return 'value' in element && element.value === 'tasto' ? keyLength : valueLength;
}

/** Characters, marks above and below letters not counted, that espeak-ng, as this project runs it, speaks in a second: measured on the project's own prompts. */
const charactersPerSecond: Readonly<Record<Language, number>> = {
  it: 13.2,
  de: 13.9,
  en: 13.1,
  fr: 15.6,
  ar: 8,
  pl: 11.5,
  es: 13.1,
  ru: 14.2,
};

/** About how long so many characters take to speak, in seconds. */
export function speakingSeconds(characters: number, language: Language): number {
  return characters / charactersPerSecond[language];
}
