import { TelephonyError } from '../telephony/port.ts';

/** The caller hung up while the command was on its way: an ordinary race, nothing to report. */
export function isGone(error: unknown): boolean {
  return error instanceof TelephonyError && error.code === 'channel-gone';
}

/** The network could not be reached, or was lost before it answered: the command may yet be tried. */
export function isAway(error: unknown): boolean {
  return error instanceof TelephonyError && error.code === 'unavailable';
}

/** Why something failed, for a log line. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
}
