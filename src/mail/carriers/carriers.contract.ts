import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type CarriedItem, type Carrier, type HandedOver, refusals } from './carrier.ts';
import { CarrierFailure } from './failure.ts';

/** How the other side shall behave. */
export type Behaviour =
  | 'well'
  /** Refuses each item for good. */
  | 'refuses'
  /** Asks to come back later. */
  | 'busy'
  /** Takes the item and says nothing. */
  | 'hangs'
  /** Accepts connections and says nothing. */
  | 'silent'
  /** Says what means nothing in the protocol. */
  | 'garbage'
  /** Ends each connection at once. */
  | 'closes'
  /** Nobody listens there. */
  | 'away';

/** One carrier with a real other side. */
export interface CarrierBench<Item extends CarriedItem> {
  carrier(options: { readonly timeoutMs: number }): Carrier<Item>;
  /** An item that can be delivered. */
  item(idempotencyKey: string): Item;
  /** An item that no carrier of this kind can deliver: its recipient is none. */
  impossible(idempotencyKey: string): Item;
  /** Texts of an item that may be nowhere but on their way: names, addresses, numbers, content. */
  personal(item: Item): readonly string[];
  behave(how: Behaviour): Promise<void>;
  /** Of everything that the other side took, what a recipient would take for different things. */
  taken(): Promise<readonly string[]>;
  close(): Promise<void>;
  /** Whether the other side knows a key again from another process, and answers as before. */
  readonly keyOnTheWire: boolean;
}

const patient = { timeoutMs: 20_000 };
const hasty = { timeoutMs: 400 };
const never = () => new AbortController().signal;

/** What fulfilment relies on, whatever the carrier. @param open called once */
export function carrierContract<Item extends CarriedItem>(
  name: string,
  open: () => Promise<CarrierBench<Item>>,
): void {
  describe(`${name} as a carrier`, () => {
    let bench: CarrierBench<Item>;
    const opened: Carrier<Item>[] = [];
    const carrier = (options: { readonly timeoutMs: number } = patient) => {
      const one = bench.carrier(options);
      opened.push(one);
      return one;
    };
    const takenNow = async () => new Set(await bench.taken()).size;

    beforeAll(async () => {
      bench = await open();
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((one) => one.close()));
      await bench.behave('well');
    });
    afterAll(() => bench.close());

    const failureOf = async (handingOver: Promise<HandedOver>): Promise<CarrierFailure> => {
      const failure: unknown = await handingOver.then(
        (answer) => answer,
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(CarrierFailure);
      if (!(failure instanceof CarrierFailure)) throw new Error('no failure');
      return failure;
    };

    test('accepts once under one key, however often and however many at once', async () => {
      const before = await takenNow();
      const item = bench.item(randomUUID());
      const one = carrier();
      const answers = await Promise.all(Array.from({ length: 8 }, () => one.handOver(item, never())));
      answers.push(await one.handOver(item, never()));
      expect(answers[0]).toEqual({ accepted: true, carrierReference: expect.stringMatching(/./) });
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(await takenNow()).toBe(before + 1);
    });

    test('is one thing to the recipient also when another process hands it over again', async () => {
      const before = await takenNow();
      const item = bench.item(randomUUID());
      const first = await carrier().handOver(item, never());
      const second = await carrier().handOver(item, never());
      expect('accepted' in second).toBe(true);
      if (bench.keyOnTheWire) expect(second).toEqual(first);
      expect(await takenNow()).toBe(before + 1);
    });

    test('takes different keys for different things, many at once', async () => {
      const before = await takenNow();
      const one = carrier();
      const items = Array.from({ length: 12 }, () => bench.item(randomUUID()));
      const answers = await Promise.all(items.map((item) => one.handOver(item, never())));
      expect(answers.every((answer) => 'accepted' in answer)).toBe(true);
      expect(await takenNow()).toBe(before + items.length);
    });

    test('says a word of its list for what is refused for good, and is well for the next', async () => {
      await bench.behave('refuses');
      const one = carrier();
      const answer = await one.handOver(bench.item(randomUUID()), never());
      expect(answer).toEqual({ refused: expect.any(String) });
      if ('refused' in answer) expect(refusals).toContain(answer.refused);
      await bench.behave('well');
      expect(await one.handOver(bench.item(randomUUID()), never())).toMatchObject({ accepted: true });
    });

    test('refuses a recipient that is none without asking anybody', async () => {
      await bench.behave('away');
      const answer = await carrier(hasty).handOver(bench.impossible(randomUUID()), never());
      expect(answer).toEqual({ refused: 'bad-address' });
    });

    test.each<[Behaviour, readonly string[]]>([
      ['busy', ['busy']],
      ['garbage', ['protocol', 'connection-lost', 'timeout']],
      ['closes', ['connection-lost', 'timeout']],
      ['away', ['unreachable', 'connection-lost', 'timeout']],
      ['silent', ['timeout', 'connection-lost']],
      ['hangs', ['timeout']],
    ])('throws while the other side is %s, and hands over when it is well', async (behaviour, kinds) => {
      const item = bench.item(randomUUID());
      const before = await takenNow();
      await bench.behave(behaviour);
      // What answers at once may take its time; what never answers shall not be waited for long.
      const answers = behaviour === 'busy' || behaviour === 'garbage' || behaviour === 'closes';
      const failure = await failureOf(
        carrier(answers ? { timeoutMs: 3_000 } : hasty).handOver(item, never()),
      );
      expect(kinds).toContain(failure.kind);
      await bench.behave('well');
      expect(await carrier().handOver(item, never())).toMatchObject({ accepted: true });
      expect(await takenNow()).toBe(before + 1);
    });

    test('goes on by itself when the other side comes back', async () => {
      const one = carrier();
      expect(await one.handOver(bench.item(randomUUID()), never())).toMatchObject({ accepted: true });
      await bench.behave('away');
      const item = bench.item(randomUUID());
      const stopped = new AbortController();
      const handingOver = failureOf(one.handOver(item, stopped.signal));
      stopped.abort();
      await handingOver;
      await bench.behave('well');
      let answer: HandedOver | undefined;
      for (let tries = 0; answer === undefined && tries < 20; tries += 1)
        answer = await one.handOver(item, never()).catch(() => undefined);
      expect(answer).toMatchObject({ accepted: true });
    });

    test('stops when nobody waits any more', async () => {
      await bench.behave('hangs');
      const stop = new AbortController();
      const failing = failureOf(carrier().handOver(bench.item(randomUUID()), stop.signal));
      setImmediate(() => stop.abort());
      expect((await failing).kind).toBe('cancelled');
    });

    test('does not begin for a signal that is aborted already', async () => {
      const before = await takenNow();
      const failure = await failureOf(carrier().handOver(bench.item(randomUUID()), AbortSignal.abort()));
      expect(failure.kind).toBe('cancelled');
      expect(await takenNow()).toBe(before);
    });

    test('fails what is under way when it is closed, and takes nothing after', async () => {
      await bench.behave('hangs');
      const one = carrier();
      const failing = failureOf(one.handOver(bench.item(randomUUID()), never()));
      setImmediate(() => void one.close());
      expect(['closed', 'connection-lost']).toContain((await failing).kind);
      expect((await failureOf(one.handOver(bench.item(randomUUID()), never()))).kind).toBe('closed');
    });

    test('says nothing personal in its errors', async () => {
      for (const behaviour of ['busy', 'garbage', 'hangs'] as const) {
        await bench.behave(behaviour);
        const item = bench.item(randomUUID());
        const failure = await failureOf(carrier(hasty).handOver(item, never()));
        const shown =
          inspect(failure, { depth: 10, showHidden: true }) + JSON.stringify(failure) + failure.stack;
        for (const secret of bench.personal(item)) expect(shown).not.toContain(secret);
        await bench.behave('well');
      }
    });
  });
}
