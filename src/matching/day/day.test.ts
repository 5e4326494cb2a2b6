import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadCalendars } from '../../numbers/calendar.ts';
import { erlangC } from '../../queues/erlang-c.ts';
import type { Queue } from '../../queues/queue.ts';
import { loadQueues, type QueueRules } from '../../queues/queues.ts';
import { Chances } from './chances.ts';
import { Clock } from './clock.ts';
import { contactCentreDay } from './contact-centre.ts';
import { type ComingCall, type DayOptions, simulateDay } from './day.ts';
import { estimateFigures, hourly } from './report.ts';

const flows = join(import.meta.dirname, '../../../flows');
let shipped: QueueRules;
beforeAll(async () => {
  const { names } = await loadCalendars(join(flows, 'hours.yaml'));
  shipped = await loadQueues(join(flows, 'queues.yaml'), names);
});

/** One queue, operators who are all alike, callers who never give up. */
function plain(operators: number, calls: readonly ComingCall[], lasts: number, priority = 4): DayOptions {
  const generale = shipped.queues.get('generale');
  if (generale === undefined) throw new Error('no queue');
  const queue = (name: string, own: number): Queue => ({
    ...generale,
    name,
    priority: own,
    routing: [{ atLeast: 1, anyTopic: false, forSeconds: 600 }],
    wrapUpSeconds: 0,
    maxLength: 5_000,
    maxWaitSeconds: lasts,
  });
  return {
    rules: {
      ...shipped,
      queues: new Map([
        ['generale', queue('generale', priority)],
        ['urgente', queue('urgente', 9)],
      ]),
    },
    calls,
    lasts,
    random: new Chances(1),
    ringMs: () => 0,
    unanswered: 0,
    shifts: Array.from({ length: operators }, (_, index) => ({
      operator: `o${index}`,
      skills: [{ topic: 'generale', language: 'it', level: 1, proficiency: 5 }],
      from: 0,
      to: lasts,
      pauses: [],
    })),
  };
}

/** Arrivals at random, conversations of exponential length. */
function randomCalls(perHour: number, talkSeconds: number, lasts: number, random: Chances): ComingCall[] {
  const calls: ComingCall[] = [];
  for (let at = 0; ; ) {
    at += random.exponential(3_600_000 / perHour);
    if (at >= lasts) return calls;
    const talkMs = random.exponential(talkSeconds * 1_000);
    calls.push({ at, queue: 'generale', language: 'it', patienceMs: Number.MAX_SAFE_INTEGER / 4, talkMs });
  }
}

describe('a simulated day', () => {
  test('waits as long as Erlang says where his assumptions hold', () => {
    const hours = 40;
    const lasts = hours * 3_600_000;
    const calls = randomCalls(120, 240, lasts, new Chances(7));
    const talk = calls.reduce((sum, { talkMs }) => sum + talkMs, 0) / calls.length / 1_000;
    const { outcomes } = simulateDay(plain(10, calls, lasts));
    const waits = outcomes.flatMap(({ outcome, waited }) => (outcome === 'answered' ? [waited / 1_000] : []));
    const { meanWaitSeconds, answeredWithin } = erlangC(calls.length / hours, talk, 10);
    const mean = waits.reduce((sum, one) => sum + one, 0) / waits.length;
    const inTime = waits.filter((one) => one <= 20).length / waits.length;
    // Some thousand calls: the seed gives these days, and both figures are means of them.
    expect(waits.length).toBeGreaterThan(4_000);
    expect(mean / meanWaitSeconds).toBeGreaterThan(0.8);
    expect(mean / meanWaitSeconds).toBeLessThan(1.2);
    expect(Math.abs(inTime - answeredWithin(20))).toBeLessThan(0.04);
  });

  test('answers everybody in the order of arrival where all are alike', () => {
    const lasts = 3 * 3_600_000;
    const calls = randomCalls(200, 120, lasts / 2, new Chances(3));
    const { outcomes } = simulateDay(plain(5, calls, lasts));
    const order = outcomes.filter(({ outcome }) => outcome === 'answered').map(({ call }) => call.at);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(order.length).toBe(calls.length);
  });

  test('lets nobody starve: who comes later than the head start of the priorities is answered later', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 0, max: 8 }), (seed, priority) => {
        const lasts = 3_600_000;
        const random = new Chances(seed);
        // One operator, and urgent callers without end, twice as many as can be answered.
        const calls = randomCalls(60, 120, lasts, random).map((call, index) => ({
          ...call,
          queue: index % 10 === 3 ? 'generale' : 'urgente',
        }));
        const day = plain(1, calls, lasts, priority);
        const answered = simulateDay(day).outcomes.filter(({ outcome }) => outcome === 'answered');
        const ahead = (9 - priority) * day.rules.headStartSeconds * 1_000;
        for (const [index, { call }] of answered.entries()) {
          if (call.queue !== 'generale') continue;
          const latest = Math.max(0, ...answered.slice(0, index).map((one) => one.call.at));
          expect(latest).toBeLessThanOrEqual(call.at + ahead);
        }
        expect(answered.some(({ call }) => call.queue === 'generale')).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  test('is the same for the same seed, and tells callers what roughly comes true', () => {
    const centre = { operators: 60, calls: 2_000, talkSeconds: 330, patienceSeconds: 600 };
    const day = () => contactCentreDay(shipped, centre, new Chances(5));
    const result = simulateDay(day());
    expect(simulateDay(day())).toEqual(result);
    expect(result.outcomes.length).toBeGreaterThan(1_990);
    const hours = hourly(day(), result);
    expect(hours.reduce((sum, { calls }) => sum + calls, 0)).toBe(result.outcomes.length);
    const { told, near, medianAbsolute, within } = estimateFigures(result);
    expect(told).toBeGreaterThan(200);
    expect(near).toBeGreaterThan(0.6);
    expect(medianAbsolute).toBeLessThan(60);
    expect(within).toBeGreaterThan(0.6);
    expect(estimateFigures(result, 'holding').told).toBeGreaterThan(10);
  });
});

describe('the clock', () => {
  test('runs everything in order, also what is planned meanwhile', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 100 })), (times) => {
        const clock = new Clock(0);
        const ran: number[] = [];
        for (const at of times)
          clock.at(at, () => {
            ran.push(clock.now);
            if (at % 3 === 0) clock.at(at + 1, () => ran.push(clock.now));
          });
        clock.runUntil(200);
        expect(ran).toEqual(ran.toSorted((one, other) => one - other));
        expect(ran.length).toBe(times.length + times.filter((at) => at % 3 === 0).length);
      }),
    );
  });
});
