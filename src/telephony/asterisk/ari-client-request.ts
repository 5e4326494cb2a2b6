import type { connect } from 'ari-client';
import { fieldOf, parseJson, textOf } from './json.ts';
import { type OperationName, type OperationParameters, operations } from './operations.ts';
import type { TransportResponse } from './transport.ts';

export type AriClient = Awaited<ReturnType<typeof connect>>;

/**
 * Calls an operation by Asterisk's names (the package's types are older than some operations); resolves with
 * what Asterisk answered, as far as the package tells. Rejects when there was no answer.
 */
export async function callOperation(
  client: AriClient,
  operation: OperationName,
  parameters: OperationParameters,
): Promise<TransportResponse> {
  const { resource, name, method } = operations[operation];
  const holder = fieldOf(client, resource);
  const invoke = fieldOf(holder, name);
  if (typeof invoke !== 'function') {
    return { status: 501, body: JSON.stringify({ message: `this Asterisk has no ${resource}.${name}` }) };
  }
  try {
    const result: unknown = await Reflect.apply(invoke, holder, [parameters]);
    return { status: 200, body: method === 'GET' ? plainJson(result) : '' };
  } catch (error) {
    const body = error instanceof Error ? error.message : '';
    const answer = parseJson(body);
    // Where Asterisk itself fails (500) it says `error`.
    if (textOf(fieldOf(answer, 'error')) !== '') return { status: 500, body };
    const words = textOf(fieldOf(answer, 'message'));
    if (words === '') throw error;
    return { status: statusOf(words), body };
  }
}

/** Results are objects of the package that refer to their client; ARI's own fields have no underscore first. */
function plainJson(result: unknown): string {
  return JSON.stringify(result, (key, value: unknown) => (key.startsWith('_') ? undefined : value)) ?? '';
}

/** ari-client drops the status of a failed request; Asterisk's words tell which it was. */
function statusOf(words: string): number {
  if (/not found/i.test(words)) return 404;
  if (/already|not in (a )?stasis/i.test(words)) return 409;
  return /state/i.test(words) ? 412 : 400;
}
