import { TelephonyError } from '../port.ts';
import {
  type OperationName,
  type OperationParameters,
  operationBody,
  operations,
  operationUri,
} from './operations.ts';
import type { TransportOptions, TransportResponse } from './transport.ts';

/**
 * Operations that do not go over the WebSocket, where Asterisk carries out one request after the other: a variable of a channel
 * is set when what plays on that channel is over, and the requests of all other calls would wait behind it. Whatever
 * else touches a channel, a bridge or an application was measured not to wait (docs/performance.md).
 */
export const overHttp: ReadonlySet<OperationName> = new Set<OperationName>(['setVariable']);

/** One request to ARI over HTTP. Rejects as Transport.request does. */
export async function requestOverHttp(
  options: Pick<TransportOptions, 'url' | 'user' | 'password' | 'requestTimeoutMs'>,
  operation: OperationName,
  parameters: OperationParameters,
): Promise<TransportResponse> {
  const { url, user, password, requestTimeoutMs } = options;
  const body = operationBody(operation, parameters);
  try {
    const response = await fetch(new URL(`/ari/${operationUri(operation, parameters)}`, url), {
      method: operations[operation].method,
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    return { status: response.status, body: await response.text() };
  } catch (cause) {
    const late = cause instanceof Error && cause.name === 'TimeoutError';
    throw late
      ? new TelephonyError('timed-out', `ARI ${operation}: no answer from Asterisk in ${requestTimeoutMs} ms`)
      : new TelephonyError('unavailable', `ARI ${operation}: the request to Asterisk failed`, { cause });
  }
}
