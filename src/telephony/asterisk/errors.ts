import { TelephonyError } from '../port.ts';
import { fieldOf, parseJson, textOf } from './json.ts';
import type { TransportResponse } from './transport.ts';

/** Asterisk does not know the ARI user, or the password is another. */
export function accessDenied(url: string): TelephonyError {
  return new TelephonyError(
    'refused',
    `Asterisk at ${url} refuses the ARI user or password: compare ari.conf`,
  );
}

export function isSuccess(response: TransportResponse): boolean {
  return response.status >= 200 && response.status < 300;
}

/**
 * What a response other than success to a command on a channel or bridge means. `channel-gone`: it is no more (404,
 * or 400 with these words) or has left our application (409); anything else was `refused`, with Asterisk's own words.
 */
export function commandError(command: string, response: TransportResponse): TelephonyError {
  const words = textOf(fieldOf(parseJson(response.body), 'message'));
  if (response.status === 404 || /not in (a )?stasis|channel not found/i.test(words)) {
    return new TelephonyError('channel-gone', `${command}: the channel is gone`);
  }
  return new TelephonyError(
    'refused',
    `${command}: Asterisk answered ${response.status}${words === '' ? '' : `: ${words}`}`,
  );
}

/** What went wrong, for the log. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
