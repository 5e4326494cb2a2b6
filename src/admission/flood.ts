import { mac } from '../privacy/mac.ts';

export interface FloodLimits {
  /** Calls a minute that one number may make; 0 for as many as it likes. */
  readonly callerPerMinute: number;
  /** Calls a second that may come in by one trunk; 0 for as many as there are. */
  readonly trunkPerSecond: number;
}

/** Who is calling, and by which trunk. */
export interface Arriving {
  /** The number as the network wrote it; undefined when it is withheld. */
  readonly caller: string | undefined;
  readonly trunk: string;
}

/** Numbers that are remembered; more than this within a minute is what the limit of the trunk is for. */
const rememberedNumbers = 50_000;
const rememberedTrunks = 100;

/** A bucket that fills at a steady pace; a call takes one out. */
interface Bucket {
  level: number;
  at: number;
}

/**
 * Floods: too many calls of one number, or by one trunk. Numbers are kept as a keyed digest, in memory, and forgotten
 * when they have been quiet. An engine sees all calls that its Asterisk offers, not only its own, so that several engines
 * come to the same limit.
 */
export class FloodGate {
  readonly #limits: FloodLimits;
  readonly #key: Buffer;
  readonly #callers = new Map<string, Bucket>();
  readonly #trunks = new Map<string, Bucket>();

  constructor(limits: FloodLimits, key: Buffer) {
    this.#limits = limits;
    this.#key = key;
  }

  /** How many numbers are remembered. */
  get size(): number {
    return this.#callers.size;
  }

  /** Counts one call. @returns which limit refuses it; undefined when none does */
  arrive({ caller, trunk }: Arriving, now: number): 'caller' | 'trunk' | undefined {
    const { callerPerMinute, trunkPerSecond } = this.#limits;
    // A caller who is refused takes nothing from the others of the trunk.
    if (callerPerMinute > 0 && caller !== undefined) {
      const name = mac(this.#key, caller).toString('base64url');
      const pace = { most: callerPerMinute, perMs: callerPerMinute / 60_000 };
      if (!take(this.#callers, name, pace, now, rememberedNumbers)) return 'caller';
    }
    if (trunkPerSecond <= 0) return undefined;
    const pace = { most: 2 * trunkPerSecond, perMs: trunkPerSecond / 1000 };
    return take(this.#trunks, trunk, pace, now, rememberedTrunks) ? undefined : 'trunk';
  }
}

function take(
  buckets: Map<string, Bucket>,
  name: string,
  { most, perMs }: { readonly most: number; readonly perMs: number },
  now: number,
  remembered: number,
): boolean {
  const bucket = buckets.get(name) ?? { level: most, at: now };
  const level = Math.min(most, bucket.level + Math.max(0, now - bucket.at) * perMs);
  const allowed = level >= 1;
  // Last in the order: what has been quiet for longest comes first, and is forgotten first.
  buckets.delete(name);
  buckets.set(name, { level: allowed ? level - 1 : level, at: now });
  for (const [oldest, { at }] of buckets) {
    if (buckets.size <= remembered && now - at < most / perMs) break;
    buckets.delete(oldest);
  }
  return allowed;
}
