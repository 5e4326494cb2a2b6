import { type StoredRecordings, TelephonyError } from '../port.ts';
import { fieldOf, parseJson } from './json.ts';
import type { AsteriskOptions } from './options.ts';

const requestTimeoutMs = 5_000;
/** A whole message over a slow link. */
const fileTimeoutMs = 20_000;
/** A list of some hundred thousand recordings; more would be refused, not held. */
const maxListBytes = 16 * 1024 * 1024;

/**
 * The recordings in Asterisk's spool, over ARI's HTTP: the file of one is no text, which the WebSocket cannot carry,
 * and it must be had without a disk that both share.
 */
export class AsteriskStoredRecordings implements StoredRecordings {
  readonly #base: URL;
  readonly #authorization: string;

  constructor({ url, user, password }: Pick<AsteriskOptions, 'url' | 'user' | 'password'>) {
    this.#base = new URL('/ari/recordings/stored/', url);
    this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }

  async read(name: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const response = await this.#ask('GET', `${encodeURIComponent(name)}/file`, fileTimeoutMs);
    if (response.status === 404) {
      await response.body?.cancel();
      return undefined;
    }
    return await bodyOf(response, maxBytes);
  }

  async remove(name: string): Promise<void> {
    const response = await this.#ask('DELETE', encodeURIComponent(name), requestTimeoutMs);
    await response.body?.cancel();
    if (!response.ok && response.status !== 404) throw refusal(response.status);
  }

  async list(): Promise<readonly string[]> {
    const response = await this.#ask('GET', '', requestTimeoutMs);
    const stored = parseJson(Buffer.from(await bodyOf(response, maxListBytes)).toString('utf8'));
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((one: unknown) => {
      const name = fieldOf(one, 'name');
      return typeof name === 'string' ? [name] : [];
    });
  }

  async #ask(method: string, path: string, timeoutMs: number): Promise<Response> {
    // ARI has the list without the slash that the others need.
    const url = path === '' ? this.#base.href.replace(/\/$/, '') : new URL(path, this.#base);
    try {
      return await fetch(url, {
        method,
        headers: { authorization: this.#authorization },
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'manual',
      });
    } catch (error) {
      throw broken(error);
    }
  }
}

/** @throws TelephonyError */
async function bodyOf(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.ok) {
    await response.body?.cancel();
    throw refusal(response.status);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw broken(error);
  }
  if (size > maxBytes) throw new TelephonyError('refused', `a recording has more than ${maxBytes} bytes`);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

function refusal(status: number): TelephonyError {
  return new TelephonyError('refused', `recordings: Asterisk answered ${status}`);
}

function broken(error: unknown): TelephonyError {
  const late = error instanceof Error && error.name === 'TimeoutError';
  return late
    ? new TelephonyError('timed-out', 'recordings: Asterisk did not answer in time', { cause: error })
    : new TelephonyError('unavailable', 'recordings: Asterisk could not be reached', { cause: error });
}
