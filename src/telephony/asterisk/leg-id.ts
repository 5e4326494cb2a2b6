import { TelephonyError } from '../port.ts';

/** Asterisk names calls that come in itself (`a3f09c1d2-1763800000.17`): this tells those that engines made from them. */
const prefix = 'leg-';

/** The id of a leg or a spy at Asterisk. */
export function asteriskLegId(id: string): string {
  return `${prefix}${id}`;
}

/** The id by which the engine knows a channel of Asterisk. */
export function engineId(asteriskId: string): string {
  return isLegId(asteriskId) ? asteriskId.slice(prefix.length) : asteriskId;
}

/** Whether an engine made this channel. */
export function isLegId(asteriskId: string): boolean {
  return asteriskId.startsWith(prefix);
}

/** @throws TelephonyError `refused` for what is no id of a leg, a spy or a bridge */
export function assertId(id: string): void {
  if (!/^[A-Za-z0-9._-]{1,60}$/.test(id))
    throw new TelephonyError('refused', 'an id has 1 to 60 letters, digits, dots, underscores and hyphens');
}
