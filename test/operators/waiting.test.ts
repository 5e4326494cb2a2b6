/** Callers who wait, and the phones that ring for them, on a simulated network and a real Redis. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openContext } from '../../src/operators/call-context.ts';
import { CallCentre, queueOf } from '../support/call-centre.ts';
import { until } from '../support/until.ts';

let centre: CallCentre;
beforeAll(async () => {
  centre = await CallCentre.start();
}, 600_000);
beforeEach(async () => {
  await centre.clear();
});
afterAll(async () => {
  await centre.clear();
  await centre.stop();
});

describe('a caller who waits', () => {
  test('hears music and news, then talks with the operator who picks up; afterwards the flow goes on', async () => {
    const engine = await centre.engine();
    const anna = await centre.operator(engine, 'anna', ['pensioni'], false);
    const maria = await centre.caller(engine);
    const answer = maria.enter();
    await until('news', () => maria.news.length > 0);
    expect(maria.news[0]).toEqual({
      connected: false,
      value: expect.objectContaining({ posizione: 1, volta: 0 }),
    });
    expect(maria.call.music).toBe('default');

    await anna.ready();
    const ringing = await anna.phone.next();
    expect(ringing.reference).toMatch(/^\d+-\d+$/);
    expect(ringing.from).toBe('');
    await anna.is('offered');
    const phone = ringing.answer();
    await centre.hear(engine, maria.call, phone);
    expect(maria.connected).toBe(true);
    expect(maria.call.music).toBeUndefined();
    await anna.is('talking');
    expect(engine.operators.sizes).toEqual({ waiting: 0, talking: 1 });

    // Only the operator heard who comes.
    const whispered = (call: typeof phone) =>
      call.commands.filter((command) => command.type === 'play').flatMap(({ media }) => media);
    expect(whispered(phone)).toEqual([{ kind: 'file', path: '/whisper/pensioni-it.alaw' }]);
    expect(whispered(maria.call)).toEqual([]);
    phone.speak(200);
    maria.call.speak(300);
    expect([maria.call.heardMs, phone.heardMs]).toEqual([200, 300]);

    phone.hangUp();
    expect(await answer).toEqual({ outcome: 'answered', value: null });
    await anna.is('wrap-up');
    expect(maria.call.state).toBe('up');
    expect(await centre.together(engine)).toEqual([]);
    expect(engine.operators.sizes).toEqual({ waiting: 0, talking: 0 });
  });

  test('is told to the operator with what the call knows, sealed', async () => {
    const engine = await centre.engine();
    const anna = await centre.operator(engine, 'anna');
    const maria = await centre.caller(engine);
    void maria.enter('pensioni', { level: 'pin' });
    await (await anna.phone.next()).answer();
    const conversation = await centre.matcher.conversation(await anna.conversationId());
    const sealed = conversation?.sealedContext ?? '';
    expect(sealed).not.toContain('12345678');
    expect(openContext(centre.sealer, sealed)).toMatchObject({
      callId: maria.callId,
      queue: 'pensioni',
      level: 'pin',
      steps: [{ flow: 'principale', step: 'scelta' }],
      values: { tema: 'naspi' },
    });
  });

  test('keeps the place when an operator does not answer: that one pauses, the next one rings', async () => {
    centre.queues.set('pensioni', queueOf('pensioni', { ringSeconds: 1 }));
    const engine = await centre.engine();
    const anna = await centre.operator(engine, 'anna');
    const maria = await centre.caller(engine);
    const answer = maria.enter();
    const ringing = await anna.phone.next();
    const boris = await centre.operator(engine, 'boris', ['pensioni'], false);
    const later = await centre.caller(engine);
    void later.enter();
    await ringing.call.ended;
    await anna.is('paused no-answer');
    await boris.ready();
    const phone = await boris.answer();
    await centre.hear(engine, maria.call, phone);
    expect(engine.operators.counts.offers).toMatchObject({ 'no-answer': 1, answered: 1 });
    phone.hangUp();
    expect((await answer).outcome).toBe('answered');
    expect(later.connected).toBe(false);
  });

  test.each([
    ['busy', 'paused busy'],
    ['refused', 'paused busy'],
    ['unreachable', 'paused unreachable'],
  ] as const)('goes on waiting when a phone is %s', async (how, state) => {
    const engine = await centre.engine();
    const anna = await centre.operator(engine, 'anna');
    const maria = await centre.caller(engine);
    void maria.enter();
    (await anna.phone.next()).refuse(how);
    await anna.is(state);
    await until('news', () => maria.news.length > 0);
    expect((await engine.matcher.place(maria.callId))?.position).toBe(1);
  });

  test('goes on waiting when the operator has no phone at all', async () => {
    const engine = await centre.engine();
    const anna = await centre.operator(engine, 'anna', ['pensioni'], false);
    centre.network.unregister('anna');
    const maria = await centre.caller(engine);
    void maria.enter();
    await anna.ready();
    await anna.is('paused unreachable');
    await until('a place', async () => (await engine.matcher.place(maria.callId))?.position === 1);
  });

  test('goes on to the next one when the operator picks up in the moment in which the offer is taken back', async () => {
    const engine = await centre.engine();
    const anna = await centre.operator(engine, 'anna');
    const maria = await centre.caller(engine);
    void maria.enter();
    const ringing = await anna.phone.next();
    const boris = await centre.operator(engine, 'boris');
    const { operators } = engine;
    const connected = engine.matcher.connected.bind(engine.matcher);
    engine.matcher.connected = async (offer) => {
      engine.matcher.connected = connected;
      await anna.signOut();
      await boris.is('offered');
      // The engine has heard of both once it answers what was said after them.
      await centre.matcher.command(await boris.conversationId(), { type: 'hold' }, 'boris');
      return await connected(offer);
    };
    const inVain = ringing.answer();
    await inVain.ended;
    expect(operators.counts.offers.withdrawn).toBe(1);
    const phone = await boris.answer();
    await centre.hear(engine, maria.call, phone);
    expect(operators.counts.offers['caller-gone']).toBe(0);
  });

  test('hangs up while the phone rings: it rings no more, and the operator is ready as before', async () => {
    const engine = await centre.engine();
    const anna = await centre.operator(engine, 'anna');
    const maria = await centre.caller(engine);
    void maria.enter();
    const ringing = await anna.phone.next();
    maria.call.hangUp();
    await ringing.call.ended;
    await anna.is('ready');
    expect(engine.operators.counts.offers['caller-gone']).toBe(1);
    expect(engine.operators.sizes.waiting).toBe(0);
    expect(centre.reported).toMatchObject([{ outcome: 'abandoned', offeredAt: expect.any(String) }]);
  });

  test('hangs up while waiting: the place is free', async () => {
    const engine = await centre.engine();
    await centre.operator(engine, 'anna', ['pensioni'], false);
    const [maria, next] = [await centre.caller(engine), await centre.caller(engine)];
    void maria.enter();
    await until('a place', async () => (await engine.matcher.place(maria.callId)) !== undefined);
    void next.enter();
    await until('the second place', async () => (await engine.matcher.place(next.callId))?.position === 2);
    maria.call.hangUp();
    await until('the first place', async () => (await engine.matcher.place(next.callId))?.position === 1);
  });

  test('leaves when told to', async () => {
    const engine = await centre.engine();
    await centre.operator(engine, 'anna', ['pensioni'], false);
    const maria = await centre.caller(engine);
    const answer = maria.enter();
    await until('a place', async () => (await engine.matcher.place(maria.callId)) !== undefined);
    maria.tell('leave');
    expect((await answer).outcome).toBe('left');
    expect(maria.call.music).toBeUndefined();
    expect(centre.reported).toMatchObject([
      { queue: 'pensioni', outcome: 'left', answeredAt: null, operator: null, identity: 'none', level: 1 },
    ]);
    await until('no place', async () => (await engine.matcher.place(maria.callId)) === undefined);
  });

  test('hears at once that a queue is closed, full, unknown, or without operators', async () => {
    const engine = await centre.engine();
    const outcome = async (queue?: string) => (await (await centre.caller(engine)).enter(queue)).outcome;
    expect(await outcome('famiglia')).toBe('nobody');
    expect(await outcome('nessuna')).toBe('unavailable');
    await centre.operator(engine, 'anna', ['pensioni'], false);
    for (let index = 0; index < 3; index += 1) {
      const caller = await centre.caller(engine);
      void caller.enter();
      await until('a place', async () => (await engine.matcher.place(caller.callId)) !== undefined);
    }
    expect(await outcome()).toBe('full');
    centre.open = false;
    expect(await outcome()).toBe('closed');
    expect(centre.reported.map((stay) => stay.outcome)).toEqual(['nobody', 'full', 'closed']);
  });

  test('who came in time is served after the hour, and hears that it is closed when the last operator leaves', async () => {
    const engine = await centre.engine();
    const anna = await centre.operator(engine, 'anna', ['pensioni'], false);
    const [maria, piero] = [await centre.caller(engine), await centre.caller(engine)];
    void maria.enter();
    await until('a place', async () => (await engine.matcher.place(maria.callId)) !== undefined);
    const left = piero.enter();
    await until('a place', async () => (await engine.matcher.place(piero.callId)) !== undefined);
    centre.open = false;
    await anna.ready();
    await centre.hear(engine, maria.call, await anna.answer());
    await anna.signOut();
    maria.call.hangUp();
    expect((await left).outcome).toBe('closed');
  });

  test('has waited since the first queue, whoever of the second one answers', async () => {
    centre.queues.set(
      'pensioni',
      queueOf('pensioni', {
        routing: [{ atLeast: 1, anyTopic: false, forSeconds: 1 }, { overflow: 'famiglia' }],
      }),
    );
    const engine = await centre.engine();
    const carla = await centre.operator(engine, 'carla', ['famiglia']);
    const maria = await centre.caller(engine);
    const answer = maria.enter();
    const phone = await carla.answer();
    await centre.hear(engine, maria.call, phone);
    phone.hangUp();
    await answer;
    const [first, second] = centre.reported;
    expect([first, second]).toMatchObject([
      { queue: 'pensioni', outcome: 'overflow' },
      { queue: 'famiglia', outcome: 'answered', operator: 'carla' },
    ]);
    expect(second?.enteredAt).toBe(first?.enteredAt);
  });

  test('leaves after the longest wait, with the outcome that says so', async () => {
    centre.queues.set('pensioni', queueOf('pensioni', { maxWaitSeconds: 1 }));
    const engine = await centre.engine();
    await centre.operator(engine, 'anna', ['pensioni'], false);
    const maria = await centre.caller(engine);
    expect((await maria.enter()).outcome).toBe('timeout');
  });

  test('hears the truth when Redis is away, and has the old place when it is back', async () => {
    const engine = await centre.engine();
    await centre.operator(engine, 'anna', ['pensioni'], false);
    const maria = await centre.caller(engine);
    const answer = maria.enter();
    await until('news', () => maria.news.length > 0);
    engine.redis.disconnect(true);
    engine.redis.disconnect();
    expect((await answer).outcome).toBe('unavailable');
    const again = maria.enter();
    expect((await again).outcome).toBe('unavailable');
    await engine.redis.connect();
    const third = maria.enter();
    await until('the place', async () => (await engine.matcher.place(maria.callId))?.position === 1);
    maria.tell('leave');
    expect((await third).outcome).toBe('left');
  });

  test('keeps waiting through a change of the queues that takes the queue away', async () => {
    const engine = await centre.engine();
    const anna = await centre.operator(engine, 'anna', ['pensioni'], false);
    const maria = await centre.caller(engine);
    void maria.enter();
    await until('news', () => maria.news.length > 0);
    centre.queues.delete('pensioni');
    await anna.ready();
    await centre.hear(engine, maria.call, await anna.answer());
  });
});
