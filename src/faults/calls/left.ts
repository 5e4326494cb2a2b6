/** What must be gone when everybody has hung up. */
import type { AsteriskView } from '../../rig/asterisk-view.ts';
import { until } from '../../rig/until.ts';
import type { HurtableEngine } from './engines.ts';

/** What calls left behind in Asterisk, Redis and the engines. */
export interface Left {
  readonly channels: number;
  readonly bridges: number;
  readonly sessions: number;
  readonly calls: number;
  /** The most file handles that an engine holds more than before. */
  readonly handles: number;
}

/** File handles that come and go by themselves. */
const spareHandles = 12;

/** Of each kind how much is too much; kinds of which nothing is left are not among them. */
export function tooMuch({ handles, ...left }: Left): readonly [what: string, count: number][] {
  const counts = { ...left, 'file handles': Math.max(0, handles - spareHandles) };
  return Object.entries(counts).filter(([, count]) => count > 0);
}

/** Waits until nothing is left. @returns what is there in the end all the same */
export async function leftOvers(
  view: AsteriskView,
  engines: readonly HurtableEngine[],
  sessions: () => Promise<number>,
): Promise<Left> {
  const look = async (): Promise<Left> => {
    const calls = await Promise.all(engines.map((engine) => engine.calls()));
    const uses = await Promise.all(engines.map((engine) => engine.uses()));
    return {
      channels: (await view.channels()).length,
      bridges: (await view.bridges()).length,
      sessions: await sessions(),
      // An engine that does not say counts as one that has a call.
      calls: calls.reduce<number>((sum, count) => sum + (count ?? 1), 0),
      handles: Math.max(...uses.map(({ handles }) => handles)),
    };
  };
  await until('engines and Asterisk without calls', async () => tooMuch(await look()).length === 0).catch(
    () => undefined,
  );
  return await look();
}
