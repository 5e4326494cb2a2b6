import { isSensitiveKind, Sensitive } from './sensitive.ts';

const MARK = '$sensitive';

/**
 * Plain data with Sensitive leaves as the JSON text that goes from one of our processes to another: each such leaf is
 * revealed, under its kind. For the body of a request with a token, never for a URL, a log or a file.
 */
export function toWire(data: unknown): string {
  // toJSON runs before a replacer sees the value, so the holder object is asked for the original.
  return JSON.stringify(data, function (this: unknown, key: string, value: unknown) {
    const original: unknown = isRecord(this) ? this[key] : value;
    return original instanceof Sensitive ? { [MARK]: original.kind, value: original.reveal() } : value;
  });
}

/** What `toWire` wrote, already parsed, with its Sensitive leaves restored. A leaf of a kind that is not known stays hidden too. */
export function fromWire(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(fromWire);
  if (!isRecord(json)) return json;
  if (MARK in json) {
    const kind = json[MARK];
    return new Sensitive<unknown>(isSensitiveKind(kind) ? kind : 'tasti', fromWire(json['value']));
  }
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, fromWire(value)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
