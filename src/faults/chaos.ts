import { setTimeout as delay } from 'node:timers/promises';
import type { Parts, Victim } from './parts.ts';
import type { Plan } from './plan.ts';

export interface Chaos {
  /** How often each was killed. */
  readonly kills: Readonly<Record<string, number>>;
  /** How often Redis came back without all that it knew. */
  readonly losses: number;
}

/** Pauses between two kills of one part, and how long it stays dead, in ms. */
const calmMs = { least: 500, most: 6_000 };
const deadMs = { least: 0, most: 1_500 };
/** What takes long to come up, on a busy machine, is left alive for longer: so many times as long. */
const calmShare = { least: 0.5, most: 4 };
/** Each is killed so often at least, however soon everything else is over. */
const leastKills = 3;

/**
 * Kills every part again and again, each by a plan of its own, so that several are dead at once. When it ends, all are
 * alive.
 * @throws ProvisionError when one stays dead
 */
export async function killAtRandom(parts: Parts, random: Plan, stop: AbortSignal): Promise<Chaos> {
  const plans = parts.victims.map((victim) => killOne(parts, victim, random.fork(), stop));
  const all = await Promise.all(plans);
  return {
    kills: Object.fromEntries(all.map(({ victim, kills }) => [victim, kills])),
    losses: all.reduce((sum, { losses }) => sum + losses, 0),
  };
}

async function killOne(parts: Parts, victim: Victim, random: Plan, stop: AbortSignal) {
  let kills = 0;
  let losses = 0;
  let tookMs = 0;
  while (!stop.aborted || kills < leastKills) {
    const share = random.between(calmShare.least, calmShare.most);
    await delay(random.between(calmMs.least, calmMs.most) + share * tookMs);
    await parts.kill(victim);
    kills += 1;
    await delay(random.between(deadMs.least, deadMs.most));
    const forgetful = victim === 'redis' && random.chance(0.5);
    if (forgetful) losses += 1;
    const dead = performance.now();
    await parts.revive(victim, forgetful);
    tookMs = performance.now() - dead;
  }
  return { victim, kills, losses };
}
