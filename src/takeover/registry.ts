import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { inTime } from './in-time.ts';
import { type LeaseScript, leaseScripts } from './lua.ts';

/** A call does not last longer; what is left of a lost one goes away by itself. */
const lifeSeconds = 2 * 60 * 60;
/** Redis is taken for away after this. */
const patienceMs = 1_000;

/** Another engine, as Redis knows it. */
export interface Peer {
  readonly name: string;
  readonly epoch: string;
  /** Until its lease ends; negative since when it has. */
  readonly remainingMs: number;
  /** Which Asterisk it is at. */
  readonly asterisk: string;
  /** Whether it takes calls of others. */
  readonly takes: boolean;
  /** It went, or has lost its calls already: nobody needs to wait for its lease. */
  readonly over: boolean;
  /** It has said itself that it goes, or that it cannot reach its Asterisk. */
  readonly left: boolean;
}

/** What Redis says to a beat. */
export interface Beaten {
  /** The other engines. */
  readonly peers: readonly Peer[];
  /** Redis did not know this engine any more: it cannot say what others have taken from it before. */
  readonly forgotten: boolean;
}

/** What an engine says of itself with every beat. */
export interface Standing {
  /** Which Asterisk it is at; empty while that is not known. */
  readonly asterisk: string;
  readonly takes: boolean;
  /** It cannot reach its Asterisk, or is on its way out: others may take its calls at once. */
  readonly left: boolean;
}

/** A call as the network has it: its id, and the engine whose application it is in ('' where that is not known). */
export interface Held {
  readonly id: string;
  readonly at: string;
}

const digests = Object.fromEntries(
  Object.entries(leaseScripts).map(([name, lua]) => [name, createHash('sha1').update(lua).digest('hex')]),
);
const words = z.array(z.string());

/**
 * Which engines there are, under which epoch, and whose each live call is. Every word is one script; all reject when
 * Redis is away.
 */
export class Registry {
  readonly #redis: Redis;
  readonly #name: string;

  constructor(redis: Redis, name: string) {
    this.#redis = redis;
    this.#name = name;
  }

  /** Begins anew under this name. @returns the epoch; every earlier one has lost its calls */
  async register(leaseMs: number, asterisk: string): Promise<string> {
    return `${z.int().parse(await this.#run('register', leaseMs, asterisk))}`;
  }

  /** Prolongs the lease. @returns undefined when this epoch has lost its calls */
  async beat(epoch: string, leaseMs: number, standing: Standing): Promise<Beaten | undefined> {
    const { asterisk, takes, left } = standing;
    const [word, ...told] = words.parse(
      await this.#run('beat', epoch, leaseMs, asterisk, takes ? 1 : 0, left ? 1 : 0),
    );
    return word === 'lost' ? undefined : { peers: peersOf(told), forgotten: word === 'forgotten' };
  }

  /** Prolongs the lease of an engine that is too busy to beat. @returns whether it has not lost it, or given it up */
  async prolong(epoch: string, leaseMs: number): Promise<boolean> {
    return (await this.#run('prolong', epoch, leaseMs)) === 1;
  }

  /**
   * Takes calls for this engine: each goes to exactly one, and only when the engine that has it is gone, has given it up,
   * or is this one. Whoever loses a call this way loses all that it has.
   * @returns of each call, in order, its sealed session (empty where there is none); undefined for one that is not ours
   */
  async claim(epoch: string, calls: readonly Held[]): Promise<readonly (string | undefined)[]> {
    if (calls.length === 0) return [];
    const given = calls.flatMap(({ id, at }) => [id, at]);
    const won = words.parse(await this.#run('claim', epoch, lifeSeconds, ...given));
    return won.map((text) => (text.startsWith('=') ? text.slice(1) : undefined));
  }

  /** Writes sessions; null forgets. @returns the ids of calls that are not ours: they were not written */
  async save(
    epoch: string,
    sessions: readonly (readonly [id: string, sealed: string | null])[],
  ): Promise<readonly string[]> {
    const given = sessions.flatMap(([id, sealed]) => [id, sealed ?? '']);
    return words.parse(await this.#run('save', epoch, lifeSeconds, ...given));
  }

  /** Gives everything up that this engine still has: others take it at once. */
  async leave(epoch: string): Promise<void> {
    await this.#run('leave', epoch);
  }

  /**
   * Tells Redis of another engine that it has forgotten: from now on it is one whose lease has ended. Takes nothing from it.
   * @param endedMs ago
   */
  async recall({ name, epoch, asterisk }: Peer, endedMs: number): Promise<void> {
    await this.#run('recall', name, epoch, asterisk, endedMs);
  }

  #run(script: LeaseScript, ...given: readonly (string | number)[]): Promise<unknown> {
    return inTime(this.#send(script, given), 'Redis', patienceMs);
  }

  async #send(script: LeaseScript, given: readonly (string | number)[]): Promise<unknown> {
    try {
      return await this.#redis.evalsha(digests[script] ?? '', 0, this.#name, ...given);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await this.#redis.eval(leaseScripts[script], 0, this.#name, ...given);
    }
  }
}

function peersOf(told: readonly string[]): readonly Peer[] {
  const peers: Peer[] = [];
  for (let at = 0; at + 5 < told.length; at += 6) {
    const [name = '', epoch = '', remaining, asterisk = '', takes, over] = told.slice(at, at + 6);
    peers.push({
      name,
      epoch,
      remainingMs: Number(remaining),
      asterisk,
      takes: takes === '1',
      over: over !== '',
      left: over === 'left',
    });
  }
  return peers;
}
