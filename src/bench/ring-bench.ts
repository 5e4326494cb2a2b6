import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type Distribution, Samples } from '../caller/index.ts';
import { engineMessage } from '../matching/events.ts';
import type { Report } from '../provision/program.ts';
import { AsteriskView } from '../rig/asterisk-view.ts';
import { Desks, type LineOperator, type LineWithDesks } from '../rig/desks.ts';
import { QueueCallers } from '../rig/queue-callers.ts';
import { until } from '../rig/until.ts';

export interface RingFigures {
  readonly waiting: number;
  readonly operators: number;
  /** From the decision in Redis to the INVITE at the operator's phone, ms. */
  readonly total: Distribution;
  /** From the decision until it is heard on the engine's channel, ms; the clocks are read in whole milliseconds. */
  readonly toEngine: Distribution;
  /** From there to the INVITE at the phone: engine, Asterisk, SIP; ms. */
  readonly toPhone: Distribution;
  /** Phones that did not ring in time. */
  readonly missing: number;
}

const people = 50;
const ringMs = 15_000;

/**
 * Fifty callers wait on a real line and fifty operators with SIP phones become ready, one every 5 ms or so; when all phones
 * ring the operators log out, so that everybody waits again, and it begins anew.
 */
export async function benchRinging(given: {
  line: LineWithDesks & { readonly asterisk: { readonly ariUrl: string; readonly ariUser: string } };
  rounds: number;
  report: Report;
}): Promise<RingFigures> {
  const { line, rounds, report } = given;
  const view = await AsteriskView.open(line);
  const callers = await QueueCallers.open(line, view);
  const desks = await Desks.open(line);
  const offers = await OfferWatch.open(line.redis.url);
  const [total, toEngine, toPhone] = [new Samples(), new Samples(), new Samples()];
  let missing = 0;
  try {
    const operators: LineOperator[] = [];
    for (let number = 1; number <= people; number += 1)
      operators.push(await desks.operator(`operatore-${number}`, ['pensioni']));
    await callers.call(people, (placed) =>
      report({ step: 'Callers', fraction: placed / people, detail: 'placed' }),
    );
    // The first round is thrown away: a program's hot paths are compiled in it.
    for (let round = 0; round <= rounds; round += 1) {
      report({ step: 'Rings', fraction: round / (rounds + 1), detail: `${people} phones` });
      await everybodyWaits(desks);
      const rings = operators.map((operator) => ringOf(operator));
      for (const operator of operators) {
        await operator.ready();
        // Operators do not finish at one moment.
        await delay(2 + Math.random() * 6);
      }
      for (const ring of await Promise.all(rings)) {
        const heard = ring && offers.heard.get(ring.offer);
        if (ring === undefined || heard === undefined) missing += 1;
        else if (round > 0) {
          total.add(ring.wallAt - heard.decidedAt);
          toEngine.add(heard.wallAt - heard.decidedAt);
          toPhone.add(ring.at - heard.at);
        }
      }
      await Promise.all(operators.map((operator) => operator.signOut()));
      if (round < rounds) for (const operator of operators) await operator.signIn(['pensioni'], ['it']);
    }
    report({ step: 'Rings', fraction: 1, detail: 'done' });
  } finally {
    offers.close();
    await callers.close();
    await desks.close();
  }
  return {
    waiting: people,
    operators: people,
    total: total.distribution(),
    toEngine: toEngine.distribution(),
    toPhone: toPhone.distribution(),
    missing,
  };
}

async function everybodyWaits({ matcher }: Desks): Promise<void> {
  await until(
    'everybody in line',
    async () => {
      const { lines } = await matcher.snapshot();
      return lines.reduce((sum, { waiting }) => sum + waiting, 0) === people;
    },
    120_000,
  );
}

/** The next ring of a phone, which is let ring until it is cancelled. */
async function ringOf({
  phone,
}: LineOperator): Promise<{ offer: string; at: number; wallAt: number } | undefined> {
  const incoming = await phone.incoming(ringMs).catch(() => undefined);
  const [at, wallAt] = [performance.now(), Date.now()];
  return incoming && { offer: incoming.header('x-conversation') ?? '', at, wallAt };
}

/** Hears what engines are told, at the moment they are told. */
class OfferWatch {
  /** By the offer's id: when it was decided (by the clock of Redis), and when it was heard here. */
  readonly heard = new Map<string, { decidedAt: number; wallAt: number; at: number }>();
  readonly #redis: Redis;

  private constructor(redis: Redis) {
    this.#redis = redis;
    redis.on('pmessage', (_pattern, _channel, text: string) => {
      const [at, wallAt] = [performance.now(), Date.now()];
      const message = engineMessage.safeParse(JSON.parse(text));
      if (!message.success || message.data.type !== 'offer') return;
      const { offerId } = message.data;
      // An offer's id begins with the time of the decision.
      this.heard.set(offerId, { decidedAt: Number(offerId.split('-')[0]), wallAt, at });
    });
  }

  static async open(url: string): Promise<OfferWatch> {
    const redis = new Redis(url);
    await once(redis, 'ready');
    await redis.psubscribe('centralino:match:to:*');
    return new OfferWatch(redis);
  }

  close(): void {
    this.#redis.disconnect();
  }
}
