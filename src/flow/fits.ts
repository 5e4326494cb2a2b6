import type { ValueType } from './types.ts';

/**
 * Why a value can never be what is wanted, in words that follow "it is": undefined when it may fit.
 * Nothing is held against a value of which nothing is known.
 */
export function misfit(given: ValueType, wanted: ValueType): string | undefined {
  if (given.type === 'any' || wanted.type === 'any') return undefined;
  if (given.type === 'integer' && wanted.type === 'number') return undefined;
  if (given.type !== wanted.type) return `${nameOf(given)}, not ${nameOf(wanted)}`;
  if (given.type === 'string' && wanted.type === 'string' && given.oneOf && wanted.oneOf) {
    const { oneOf } = wanted;
    if (!given.oneOf.some((text) => oneOf.includes(text)))
      return `"${given.oneOf.join('", "')}", and can only be ${oneOf.join(', ')}`;
  }
  return undefined;
}

const names: Readonly<Record<ValueType['type'], string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  sensitive: 'a sensitive value',
  any: 'anything',
  list: 'a list',
  group: 'a group of values',
};

/** A type in words. */
export function nameOf(type: ValueType): string {
  return names[type.type];
}
