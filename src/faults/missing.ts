import type { Redis } from 'ioredis';
import type { AsteriskView } from '../rig/asterisk-view.ts';
import type { QueueCallers } from '../rig/queue-callers.ts';
import { entryIn, orderIn } from './order.ts';

/** Of so many is told what became of them. */
const most = 10;

/**
 * Who is not in line and should be, each in a line: what the caller's phone knows, where Asterisk has the call (the dialplan's
 * fallback: no engine took it), what Redis has of it (`entryIn`).
 */
export async function missingFrom(
  line: Redis,
  { callers, view }: { readonly callers: QueueCallers; readonly view: AsteriskView },
): Promise<string> {
  const there = new Set(await orderIn(line));
  const channels = new Map((await view.channels()).map((channel) => [channel.id, channel]));
  const missing = callers.all.filter(({ channel, state }) => state !== 'talking' && !there.has(channel));
  const told = missing.slice(0, most).map(async ({ channel, state }) => {
    const { context, app_name: application } = channels.get(channel)?.dialplan ?? {};
    const where = context === undefined ? 'gone' : `in ${context}, ${application}`;
    return `${channel} ${state}; Asterisk: ${where}; Redis (state, offer, engine): ${await entryIn(line, channel)}`;
  });
  return [`${there.size} stand in line; not there: ${missing.length}`, ...(await Promise.all(told))].join(
    '\n  ',
  );
}
