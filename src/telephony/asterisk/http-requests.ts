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
 * Operations that touch an application do not go over the WebSocket. Asterisk 22.10 carries a request out with the socket's own lock
 * held, and these lock an application; whoever sends an event has the application and waits for the socket. The two waited
 * for each other for ever, and with them everybody who asked about applications: measured with 20 calls and one question
 * every three seconds.
 */
export const overHttp: ReadonlySet<OperationName> = new Set<OperationName>([
  'applications',
  'application',
  'subscribe',
  'userEvent',
  // These two subscribe the application to what they make.
  'originate',
  'snoop',
]);

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
