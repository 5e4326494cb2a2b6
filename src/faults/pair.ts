import type { Call } from '../caller/call.ts';
import type { QueueCaller } from '../rig/queue-callers.ts';
import { until } from '../rig/until.ts';

/** A caller and an operator who were brought together. */
export interface Pair {
  readonly caller: QueueCaller;
  readonly phone: Call;
}

/** @returns false when one of the two did not hear the other in time, or the call ended */
export async function hearEachOther({ caller, phone }: Pair): Promise<boolean> {
  const both = await Promise.all([hears(caller.call, phone), hears(phone, caller.call)]);
  return both.every((heard) => heard);
}

/** One speaks until the other hears it. */
async function hears(hearer: Call, speaker: Call): Promise<boolean> {
  const before = hearer.heardMs;
  return await until('sound at the other end', async () => {
    await speaker.speak(100);
    return hearer.heardMs > before;
  }).catch(() => false);
}
