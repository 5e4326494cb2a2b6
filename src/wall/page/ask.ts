/** Questions to the server. */

/** The server said no, or nothing. */
export class AskError extends Error {
  /** 0 when there was no answer. */
  readonly status: number;
  /** Seconds until it may be tried again, where the server says so. */
  readonly retryAfter: number | undefined;

  constructor(status: number, retryAfter?: number) {
    super(`status ${status}`);
    this.name = 'AskError';
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

const timeoutMs = 15_000;
let csrf = '';
let onLoggedOut: () => void = () => {};

/** What every change shows from now on. */
export function useToken(token: string): void {
  csrf = token;
}

/** Told when the session is over. */
export function whenLoggedOut(listener: () => void): void {
  onLoggedOut = listener;
}

export async function ask<Answer>(
  path: string,
  given: { readonly method?: 'GET' | 'POST' | 'DELETE'; readonly body?: unknown } = {},
): Promise<Answer> {
  const { method = 'GET', body } = given;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        ...(method === 'GET' ? {} : { 'x-csrf-token': csrf }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch {
    throw new AskError(0);
  }
  if (response.ok) return await response.json();
  const after = Number(response.headers.get('retry-after'));
  if (response.status === 401 && path !== '/api/session') onLoggedOut();
  throw new AskError(response.status, after > 0 ? after : undefined);
}
