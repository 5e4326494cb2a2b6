import { inspect } from 'node:util';

/** What a sensitive value is; it decides the mask that stands for it in logs, journals and prompts. */
export const sensitiveKinds = [
  'codice-fiscale',
  'pin',
  'pratica',
  'telefono',
  'data',
  'nome',
  'indirizzo',
  'email',
  'persona',
  'tasti',
] as const;
export type SensitiveKind = (typeof sensitiveKinds)[number];

const kinds: ReadonlySet<unknown> = new Set(sensitiveKinds);

export function isSensitiveKind(value: unknown): value is SensitiveKind {
  return kinds.has(value);
}

/**
 * A value about a person. It travels through the system as this type, so that writing it out by
 * mistake (JSON, string, template, console, pino) gives its mask; only `reveal()` gives the value.
 */
export class Sensitive<T = string> {
  readonly #value: T;
  readonly kind: SensitiveKind;

  constructor(kind: SensitiveKind, value: T) {
    this.kind = kind;
    this.#value = value;
  }

  /** The value itself. Call it only where the value leaves for a system that must have it. */
  reveal(): T {
    return this.#value;
  }

  /** What may be shown: the kind and, for text, how long it is. */
  get mask(): string {
    return typeof this.#value === 'string' ? `<${this.kind}:${this.#value.length}>` : `<${this.kind}>`;
  }

  toString(): string {
    return this.mask;
  }

  toJSON(): string {
    return this.mask;
  }

  [inspect.custom](): string {
    return this.mask;
  }
}
