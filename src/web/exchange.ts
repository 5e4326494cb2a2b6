import { type Correlation, correlationHeaders } from './correlation.ts';
import { Fault } from './fault.ts';

export interface Exchange {
  readonly url: URL;
  readonly token: string;
  readonly idempotencyKey: string;
  /** JSON text, or bytes of the type that `contentType` names; without one it is a GET. */
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
  readonly contentType?: string | undefined;
  /** Bytes that the response may have. */
  readonly largestBody: number;
  /** The call that it is asked for. */
  readonly correlation?: Correlation | undefined;
  readonly signal: AbortSignal;
}

/**
 * One request and its response, over a kept-alive connection.
 * @returns the response's JSON, not yet judged
 * @throws Fault for another status than 200 and for a body that is no JSON or too large; what fetch throws else
 */
export async function exchange(asked: Exchange): Promise<unknown> {
  const { url, token, idempotencyKey, body, contentType = 'application/json', signal } = asked;
  const common = {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    ...correlationHeaders(asked.correlation),
  };
  const response = await fetch(url, {
    ...(body === undefined
      ? { headers: common }
      : {
          method: 'POST',
          headers: { ...common, 'content-type': contentType, 'idempotency-key': idempotencyKey },
          body,
        }),
    signal,
    redirect: 'manual',
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Fault(`http-${response.status}`);
  }
  const text = await readText(response, asked.largestBody);
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault('bad-body');
  }
}

async function readText(response: Response, largestBody: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > largestBody) throw new Fault('bad-body');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
