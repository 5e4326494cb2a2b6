import { z } from 'zod';

/** An answer that is no success. It holds nothing of what was sent but the names of fields. */
export class WebError extends Error {
  readonly status: number;
  /** Kind of fault, as the answer's `error`: `bad-request`. */
  readonly kind: string;
  readonly fields: readonly string[];

  constructor(status: number, kind: string, fields: readonly string[] = []) {
    super(kind);
    this.name = 'WebError';
    this.status = status;
    this.kind = kind;
    this.fields = fields;
  }
}

/** A request that is not of the form that the service's OpenAPI document gives. @param fields those that are wrong */
export function badRequest(fields: readonly string[]): WebError {
  return new WebError(400, 'bad-request', fields);
}

/** What was sent, read through its schema. @throws WebError naming the fields that do not fit */
export function readRequest<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.output<Schema> {
  const read = schema.safeParse(sent);
  if (!read.success) throw badRequest(read.error.issues.map(({ path }) => path.join('.')));
  return read.data;
}

const idempotencyKey = z.string().min(1).max(200);

/** The Idempotency-Key of a request that must carry one. @throws WebError */
export function idempotencyKeyOf(headers: Readonly<Record<string, unknown>>): string {
  const key = idempotencyKey.safeParse(headers['idempotency-key']);
  if (!key.success) throw badRequest(['Idempotency-Key']);
  return key.data;
}

/** Name and code of an error, never its message: that may quote values. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}
