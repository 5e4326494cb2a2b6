import type { Call } from '../../src/caller/call.ts';
import { until } from './until.ts';

/** Speaks until the other end hears it. */
export async function isHeard(speaker: Call, hearer: Call): Promise<void> {
  const before = hearer.heardMs;
  await until('sound at the other end', async () => {
    await speaker.speak(200);
    return hearer.heardMs > before;
  });
}

/** Both hear each other. */
export async function hearEachOther(one: Call, other: Call): Promise<void> {
  await isHeard(one, other);
  await isHeard(other, one);
}
