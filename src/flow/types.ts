/**
 * What a variable may hold, as far as it is known before a call: what the checks compare conditions, prompts and
 * arguments with. `sensitive` hides its content: it can be copied and handed over, never spoken or compared.
 */
export type ValueType =
  /** `oneOf`: no other texts than these can occur. */
  | { readonly type: 'string'; readonly oneOf?: readonly string[] }
  | { readonly type: 'integer' | 'number' | 'boolean' | 'sensitive' | 'any' }
  | { readonly type: 'list'; readonly of: ValueType }
  /** A group of named values; it has no others. */
  | { readonly type: 'group'; readonly fields: Fields };

export type Fields = Readonly<Record<string, ValueType>>;

/** The words for types that a flow file may write, in `parameters:`. */
export const typeWords = ['string', 'integer', 'number', 'boolean', 'sensitive', 'list', 'group'] as const;
export type TypeWord = (typeof typeWords)[number];

export const any: ValueType = { type: 'any' };

/** The type behind a word of a flow file: of lists and groups the word does not say what is in them. */
export function typeOfWord(word: TypeWord): ValueType {
  if (word === 'list') return { type: 'list', of: any };
  return word === 'group' ? any : { type: word };
}

/** What can be known of a value that is either of the one or of the other type. Sensitive wins: it must stay hidden. */
export function join(one: ValueType, other: ValueType): ValueType {
  if (one.type === 'sensitive' || other.type === 'sensitive') return { type: 'sensitive' };
  if (one.type === 'string' && other.type === 'string') return joinTexts(one.oneOf, other.oneOf);
  if (one.type === 'list' && other.type === 'list') return { type: 'list', of: join(one.of, other.of) };
  if (one.type === 'group' && other.type === 'group') return joinGroups(one.fields, other.fields);
  if (isNumeric(one) && isNumeric(other)) return one.type === other.type ? one : { type: 'number' };
  return one.type === 'boolean' && other.type === 'boolean' ? one : any;
}

/** The type of the value at a path: `any` where nothing is known, undefined where there is surely nothing. */
export function typeAt(fields: Fields, path: readonly string[]): ValueType | undefined {
  let here: ValueType | undefined = { type: 'group', fields };
  for (const name of path) {
    if (here === undefined || here.type === 'any') return here;
    here = here.type === 'group' ? here.fields[name] : undefined;
  }
  return here;
}

/** Whether both are the same type, all the way down. */
export function sameType(one: ValueType, other: ValueType): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function joinTexts(one?: readonly string[], other?: readonly string[]): ValueType {
  if (one === undefined || other === undefined) return { type: 'string' };
  return { type: 'string', oneOf: [...new Set([...one, ...other])].sort() };
}

function joinGroups(one: Fields, other: Fields): ValueType {
  const fields: Record<string, ValueType> = { ...one };
  for (const [name, type] of Object.entries(other)) {
    const before = fields[name];
    fields[name] = before === undefined ? type : join(before, type);
  }
  return { type: 'group', fields };
}

function isNumeric(type: ValueType): boolean {
  return type.type === 'integer' || type.type === 'number';
}
