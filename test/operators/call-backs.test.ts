/** Citizens who are called back, and callers who are connected outside, on a simulated network and a real Redis. */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CallCentre, type Engine, queueOf } from '../support/call-centre.ts';
import { until } from '../support/until.ts';

const number = '+390612345678';
const impossible = { richiamata: 'impossibile' };

let centre: CallCentre;
let engine: Engine;
beforeAll(async () => {
  centre = await CallCentre.start();
}, 600_000);
beforeEach(async () => {
  await centre.clear();
  engine = await centre.engine();
});
afterAll(async () => {
  await centre.clear();
  await centre.stop();
});

/** State, reason and calls of a call-back. */
async function record(id: string): Promise<string> {
  const all = await centre.callBacks.summaries(100);
  const one = all.find((each) => each.id === id);
  return one === undefined ? 'nothing' : [one.state, one.reason ?? '', one.calls].join(' ');
}

async function ends(id: string, how: string): Promise<void> {
  await until(`a call-back that is ${how}`, async () => (await record(id)) === how);
}

/** Somebody who asked to be called back from the line, and hung up. */
async function noted() {
  centre.network.phone(number);
  const anna = await centre.operator(engine, 'anna', ['pensioni'], false);
  const maria = await centre.caller(engine);
  const answer = maria.enter();
  await until('a place', async () => (await engine.matcher.place(maria.callId)) !== undefined);
  maria.tell('call-back');
  expect(await answer).toEqual({ outcome: 'callback', value: { finale: '678' } });
  maria.call.hangUp();
  return { anna, id: `cb-${maria.callId}` };
}

/** The phone of the citizen rings until somebody says otherwise; how often it rang is counted. */
function rings() {
  const phone = centre.network.phone(number);
  let count = 0;
  const original = phone.ring.bind(phone);
  phone.ring = (...given) => {
    count += 1;
    original(...given);
  };
  return {
    get count() {
      return count;
    },
  };
}

describe('a call-back', () => {
  test('keeps the place: when the turn comes the operator is reserved, the citizen is called and presses a key', async () => {
    const { anna, id } = await noted();
    const later = await centre.caller(engine);
    const waiting = later.enter();
    await until('a place', async () => (await engine.matcher.place(later.callId))?.position === 2);
    await anna.ready();
    const citizen = await centre.citizenAnswers(number);
    await anna.is('offered');
    const flow = await until('the flow', () => engine.placed[0]);
    expect(flow.callId).toBe(`${id}.1`);

    const talk = flow.enter();
    const phone = await anna.answer();
    await centre.hear(engine, citizen, phone);
    expect(flow.connected).toBe(true);
    phone.hangUp();
    expect((await talk).outcome).toBe('answered');
    await anna.is('wrap-up');
    expect(later.connected).toBe(false);
    later.tell('leave');
    await waiting;
    // It is done: nobody is called again.
    await ends(id, 'done reached 1');
    expect(await engine.matcher.absent([id])).toEqual([id]);
  });

  test('that nobody answers, or a machine, is made again later; the operator is ready at once', async () => {
    const { anna, id } = await noted();
    const heard = rings();
    await anna.ready();
    (await centre.network.phone(number).next()).refuse('busy');
    await anna.is('ready');
    expect(await record(id)).toBe('pending  1');
    expect(await engine.matcher.place(id)).toBeUndefined();
    expect(heard.count).toBe(1);
  });

  test('is no success where nobody presses the key', async () => {
    const { anna } = await noted();
    await anna.ready();
    const machine = await centre.citizenAnswers(number);
    await anna.is('offered');
    machine.hangUp();
    await anna.is('ready');
    expect(engine.operators.sizes).toEqual({ waiting: 0, talking: 0 });
  });

  test('whose citizen hangs up while the operator is rung leaves that one ready', async () => {
    const { anna, id } = await noted();
    await anna.ready();
    const citizen = await centre.citizenAnswers(number);
    const flow = await until('the flow', () => engine.placed[0]);
    void flow.enter();
    const ringing = await anna.phone.next();
    citizen.hangUp();
    await ringing.call.ended;
    await until('the operator free', async () => (await anna.state()) !== 'offered');
    expect(await anna.state()).toBe('ready');
    await ends(id, 'done reached 1');
    expect(await engine.matcher.absent([id])).toEqual([id]);
  });

  test('is called four times at most, each time later, and has failed then', async () => {
    centre.retrySeconds = [0, 0, 0];
    const { anna, id } = await noted();
    const heard = rings();
    await anna.ready();
    for (let call = 1; call <= 4; call += 1)
      (await centre.network.phone(number).next()).refuse(call % 2 === 0 ? 'busy' : 'unreachable');
    await ends(id, 'failed no-answer 4');
    await anna.is('ready');
    expect(heard.count).toBe(4);
    expect(await engine.matcher.absent([id])).toEqual([id]);
  });

  test('is put off by an engine that is to stop: nobody is called, and the turn is not lost', async () => {
    const { anna, id } = await noted();
    const heard = rings();
    engine.operators.callNobody();
    await anna.ready();
    await until(
      'the turn put off',
      async () => Number(await engine.redis.hget(`centralino:match:entry:${id}`, 'attempts')) > 0,
    );
    await anna.is('ready');
    expect(heard.count).toBe(0);
    expect(await engine.matcher.absent([id])).toEqual([]);
  });

  test('whose engine died in the middle of the call is not called twice for one turn', async () => {
    const { anna, id } = await noted();
    const heard = rings();
    await anna.ready();
    const ringing = await centre.network.phone(number).next();
    await engine.kill();
    const other = await centre.engine('due');
    ringing.call.hangUp();
    // The turn comes again, with another engine: it knows that the citizen was called a moment ago.
    await until(
      'the turn put off',
      async () => (await other.redis.hget(`centralino:match:entry:${id}`, 'attempts')) === '1',
    );
    await anna.is('ready');
    expect(heard.count).toBe(1);
  }, 60_000);

  test('reaches a citizen who waits for another operator when the reserved one does not answer', async () => {
    const { anna } = await noted();
    const boris = await centre.operator(engine, 'boris', ['pensioni'], false);
    await anna.ready();
    const citizen = await centre.citizenAnswers(number);
    const flow = await until('the flow', () => engine.placed[0]);
    const talk = flow.enter();
    (await anna.phone.next()).refuse('busy');
    await anna.is('paused busy');
    await boris.ready();
    const phone = await boris.answer();
    await centre.hear(engine, citizen, phone);
    phone.hangUp();
    expect((await talk).outcome).toBe('answered');
  });

  describe('whose operator goes', () => {
    /** The citizen has picked up, and a colleague is logged in. */
    async function inTheFlow() {
      const { anna, id } = await noted();
      const boris = await centre.operator(engine, 'boris', ['pensioni'], false);
      await anna.ready();
      const citizen = await centre.citizenAnswers(number);
      const flow = await until('the flow', () => engine.placed[0]);
      return { anna, boris, citizen, flow, id };
    }

    /** The citizen waits before everybody, talks with the colleague, and has been called back. */
    async function talksWithTheColleague(
      { boris, citizen, flow, id }: Awaited<ReturnType<typeof inTheFlow>>,
      talk: ReturnType<typeof flow.enter>,
    ) {
      await until('a place', async () => (await engine.matcher.place(flow.callId))?.position === 1);
      await boris.ready();
      const phone = await boris.answer();
      await centre.hear(engine, citizen, phone);
      phone.hangUp();
      expect((await talk).outcome).toBe('answered');
      await ends(id, 'done reached 1');
      expect(await engine.matcher.absent([id])).toEqual([id]);
    }

    test('while the phone rings: it rings no more', async () => {
      const { anna, id } = await noted();
      await anna.ready();
      const ringing = await centre.network.phone(number).next();
      await anna.signOut();
      await ringing.call.ended;
      expect(ringing.call.cancelled).toBe(true);
      expect(await record(id)).toBe('pending  1');
    });

    test('before the key: nobody is cut off, and the key brings somebody else', async () => {
      const given = await inTheFlow();
      const { anna, flow, id } = given;
      await anna.signOut();
      await until('the turn', async () => (await engine.matcher.place(id)) !== undefined);
      const talk = flow.enter();
      await talksWithTheColleague(given, talk);
    });

    test('before the key, and nobody presses it: it is made again later', async () => {
      const { anna, citizen, id } = await inTheFlow();
      await anna.signOut();
      await until('the turn', async () => (await engine.matcher.place(id)) !== undefined);
      expect(citizen.state).toBe('up');
      citizen.hangUp();
      expect(await record(id)).toBe('pending  1');
      expect(await engine.matcher.absent([id])).toEqual([]);
    });

    test('while that phone rings after the key: the next one rings', async () => {
      const given = await inTheFlow();
      const { anna, flow } = given;
      const talk = flow.enter();
      const inVain = await anna.phone.next();
      await anna.signOut();
      await inVain.call.ended;
      await talksWithTheColleague(given, talk);
    });

    test.each(['before that phone rings', 'before it is picked up'])(
      'unheard of, %s: the next one rings',
      async (when) => {
        const { anna, boris, citizen, flow } = await inTheFlow();
        const offer = `centralino:match:offer:${await anna.conversationId()}`;
        const rings = when === 'before it is picked up';
        if (!rings) await engine.redis.del(offer);
        void flow.enter();
        const inVain = await anna.phone.next();
        if (rings) {
          await until('the ringing', async () => (await anna.phase()) === 'ringing');
          await engine.redis.del(offer);
          inVain.answer();
        }
        await inVain.call.ended;
        await until('a place', async () => (await engine.matcher.place(flow.callId))?.position === 1);
        await boris.ready();
        await centre.hear(engine, citizen, await boris.answer());
      },
    );
  });

  test('is not made outside the hours: it is put off to the next opening', async () => {
    const { anna, id } = await noted();
    const heard = rings();
    centre.open = false;
    await anna.ready();
    await until('the entry sleeps', async () => (await engine.matcher.place(id)) === undefined);
    await anna.is('ready');
    expect(heard.count).toBe(0);
    expect(await record(id)).toBe('pending  0');
    // The records know until when it sleeps, too: half an hour from now it still does.
    const [row] = await centre.callBacks.pending('', 10);
    expect(Date.parse(row?.notBefore ?? '')).toBeGreaterThan(Date.now() + 1_800_000);
  });

  test.each([
    ['a withheld number', null],
    ['a premium number', '899123456'],
    ['a number abroad', '+4930123456'],
    ['a free-phone number', '800123456'],
  ])('to %s is not promised', async (_what, wanted) => {
    await centre.operator(engine, 'anna', ['pensioni'], false);
    const maria = await centre.caller(engine);
    expect((await maria.callBack('pensioni', wanted)).outcome).toBe('no-number');
    expect(await centre.callBacks.pending('', 10)).toEqual([]);
  });

  test('asked for outside the hours waits for them; asked again in the same call only the number changes', async () => {
    centre.open = false;
    const maria = await centre.caller(engine);
    expect(await maria.callBack('pensioni', number)).toEqual({
      outcome: 'accepted',
      value: { finale: '678' },
    });
    expect(await maria.callBack('pensioni', '3331234567')).toEqual({
      outcome: 'accepted',
      value: { finale: '567' },
    });
    const kept = await centre.callBacks.pending('', 10);
    expect(kept.map(({ id }) => id)).toEqual([`cb-${maria.callId}`]);
    expect(JSON.stringify(kept)).not.toMatch(/3331234567|0612345678/);
    // Nor is it anywhere in Redis.
    for (const key of await engine.redis.keys('*')) {
      const held = (await engine.redis.type(key)) === 'hash' ? await engine.redis.hgetall(key) : '';
      const text = (await engine.redis.type(key)) === 'string' ? await engine.redis.get(key) : '';
      expect(JSON.stringify([key, held, text])).not.toMatch(/3331234567|0612345678/);
    }
  });

  test('is not taken by a queue that has none, nor while the records are away', async () => {
    centre.queues.set('famiglia', queueOf('famiglia', { callBack: false }));
    const maria = await centre.caller(engine);
    expect((await maria.callBack('famiglia', number)).outcome).toBe('unavailable');
    const port = await centre.recordsAway();
    expect((await maria.callBack('pensioni', number)).outcome).toBe('unavailable');
    await centre.recordsBack(port);
  });

  test('that cannot be noted is not promised: who waits hears so, once, keeps the place and may ask again', async () => {
    await centre.operator(engine, 'anna', ['pensioni'], false);
    const maria = await centre.caller(engine);
    const answer = maria.enter();
    await until('a place', async () => (await engine.matcher.place(maria.callId)) !== undefined);
    const port = await centre.recordsAway();
    maria.tell('call-back');
    maria.tell('call-back');
    const toldSo = () => maria.news.filter(({ value }) => isDeepStrictEqual(value, impossible));
    await until('the truth', () => toldSo().length > 0);
    expect((await engine.matcher.place(maria.callId))?.position).toBe(1);
    await centre.recordsBack(port);
    maria.tell('call-back');
    expect((await answer).outcome).toBe('callback');
    expect(toldSo()).toEqual([{ connected: false, value: impossible }]);
  });

  test('asked for again in a later call replaces the one before, whose place it has', async () => {
    await centre.operator(engine, 'anna', ['pensioni'], false);
    const [first, other, second] = [
      await centre.caller(engine),
      await centre.caller(engine),
      await centre.caller(engine),
    ];
    await first.callBack('pensioni', number);
    await other.callBack('pensioni', '3331234567');
    await second.callBack('pensioni', number);
    expect(await record(`cb-${first.callId}`)).toBe('cancelled replaced 0');
    await until('nobody twice in line', async () => {
      const absent = await engine.matcher.absent([first, other, second].map(({ callId }) => `cb-${callId}`));
      return absent.join() === `cb-${first.callId}`;
    });
    expect((await engine.matcher.place(`cb-${second.callId}`))?.position).toBe(1);
  });
});

describe('a call-back that is not wanted any more', () => {
  test('is cancelled by a key in the call that we placed: nobody is called again, the operator is free', async () => {
    const { anna, id } = await noted();
    const heard = rings();
    await anna.ready();
    const citizen = await centre.citizenAnswers(number);
    const flow = await until('the flow', () => engine.placed[0]);
    await anna.is('offered');
    expect(await flow.pendingCallBack('cancel')).toBe('found');
    await anna.is('ready');
    citizen.hangUp();
    await ends(id, 'cancelled caller 1');
    expect(await engine.matcher.absent([id])).toEqual([id]);
    expect(await flow.pendingCallBack('find')).toBe('none');
    expect(heard.count).toBe(1);
  });

  test('is found by who calls again, and can be cancelled from there', async () => {
    const { id } = await noted();
    const again = await centre.caller(engine);
    expect(await again.pendingCallBack('find')).toBe('found');
    expect(await again.pendingCallBack('find')).toBe('found');
    expect(await again.pendingCallBack('cancel')).toBe('found');
    expect(await again.pendingCallBack('cancel')).toBe('none');
    await ends(id, 'cancelled caller 0');
    await until('nobody in line', async () => (await engine.matcher.absent([id])).length === 1);
  });

  test('whoever cancels it and waits on the line has its place in its queue, and in no other', async () => {
    await noted();
    await centre.operator(engine, 'boris', ['famiglia'], false);
    const later = await centre.caller(engine);
    void later.enter();
    await until('a place', async () => (await engine.matcher.place(later.callId))?.position === 2);
    const again = await centre.caller(engine);
    expect(await again.pendingCallBack('cancel')).toBe('found');
    void again.enter();
    await until('its place', async () => (await engine.matcher.place(again.callId))?.position === 1);
    expect((await engine.matcher.place(later.callId))?.position).toBe(2);

    const other = await centre.caller(engine);
    await other.callBack('famiglia', number);
    const last = await centre.caller(engine);
    expect(await last.pendingCallBack('cancel')).toBe('found');
    void last.enter();
    await until('a place', async () => (await engine.matcher.place(last.callId))?.position === 3);
  });

  test('cannot be looked for while the records are away', async () => {
    const maria = await centre.caller(engine);
    const port = await centre.recordsAway();
    expect(await maria.pendingCallBack('find')).toBe('unavailable');
    await centre.recordsBack(port);
  });
});

describe('a call-back is not lost', () => {
  test('when Redis forgets everything: it is in line again, with its time of arrival', async () => {
    const { id } = await noted();
    const before = await engine.matcher.place(id);
    expect(before).toBeDefined();
    await centre.redisForgets();
    await until('the engine', async () => (await engine.redis.zcard('centralino:match:engines')) === 1);
    // Who comes after that is behind it, whoever is entered first.
    const later = await centre.caller(engine);
    await until('its place', async () => (await engine.matcher.place(id)) !== undefined);
    const anna = await centre.operator(engine, 'anna', ['pensioni'], false);
    const waiting = later.enter();
    await until('two in line', async () => (await engine.matcher.place(later.callId))?.position === 2);
    await anna.ready();
    await centre.citizenAnswers(number);
    const flow = await until('the flow', () => engine.placed[0]);
    expect(flow.callId).toBe(`${id}.1`);
    void flow.enter();
    await centre.hear(engine, flow.call, await anna.answer());
    later.tell('leave');
    await waiting;
    await ends(id, 'done reached 1');
  });

  test('when Redis forgets while it sleeps after a call: the call counts, it sleeps on', async () => {
    const { anna, id } = await noted();
    const heard = rings();
    await anna.ready();
    (await centre.network.phone(number).next()).refuse('busy');
    await anna.is('ready');
    await centre.redisForgets();
    await until('its entry', async () => (await engine.matcher.absent([id])).length === 0);
    const again = await centre.operator(engine, 'anna', ['pensioni']);
    await again.is('ready');
    expect(heard.count).toBe(1);
    expect(await record(id)).toBe('pending  1');
  });

  test('when the engine that noted it dies and Redis forgets: another engine puts it in line', async () => {
    const { id } = await noted();
    await engine.kill();
    await centre.redisForgets();
    const other = await centre.engine('due');
    await until('its place', async () => (await other.matcher.place(id)) !== undefined);
    const anna = await centre.operator(other, 'anna');
    await centre.citizenAnswers(number);
    const flow = await until('the flow', () => other.placed[0]);
    void flow.enter();
    await centre.hear(other, flow.call, await anna.answer());
    await ends(id, 'done reached 1');
  });

  test('when Redis is away in the moment in which it is asked for', async () => {
    await centre.operator(engine, 'anna', ['pensioni'], false);
    const maria = await centre.caller(engine);
    engine.redis.disconnect();
    // Only then can it be connected again.
    await until('the end of the connection', () => engine.redis.status === 'end');
    expect((await maria.callBack('pensioni', number)).outcome).toBe('accepted');
    await until('the end of the connection', () => engine.redis.status === 'end');
    await engine.redis.connect();
    engine.operators.redisIsBack();
    await until('its place', async () => (await engine.matcher.place(`cb-${maria.callId}`)) !== undefined);
  });

  test('when the records are away as its turn comes: nobody is called, and it is put off', async () => {
    const { anna, id } = await noted();
    const heard = rings();
    const port = await centre.recordsAway();
    await anna.ready();
    await until(
      'the turn put off',
      async () => (await engine.redis.hget(`centralino:match:entry:${id}`, 'attempts')) === '1',
    );
    await anna.is('ready');
    expect(heard.count).toBe(0);
    await centre.recordsBack(port);
    expect(await record(id)).toBe('pending  0');
  });

  test('nor made again when the records were away at its end', async () => {
    const { anna, id } = await noted();
    await anna.ready();
    await centre.citizenAnswers(number);
    const flow = await until('the flow', () => engine.placed[0]);
    const port = await centre.recordsAway();
    const talk = flow.enter();
    const phone = await anna.answer();
    await centre.hear(engine, flow.call, phone);
    // Even if Redis forgets that it is over: the engine knows.
    await centre.redisForgets();
    await centre.recordsBack(port);
    await ends(id, 'done reached 1');
    expect(await engine.matcher.absent([id])).toEqual([id]);
    phone.hangUp();
    await talk;
  });

  test('is done once with several engines: none puts it in line again afterwards', async () => {
    const other = await centre.engine('due');
    const { anna, id } = await noted();
    await anna.ready();
    await centre.citizenAnswers(number);
    const [flow, at] = await until('the flow', () => {
      const placed = [engine, other].find((each) => each.placed.length > 0);
      return placed?.placed[0] && ([placed.placed[0], placed] as const);
    });
    void flow.enter();
    const phone = await anna.answer();
    await centre.hear(at, flow.call, phone);
    await ends(id, 'done reached 1');
    await centre.redisForgets();
    // The next look of both: a call-back that is asked for now is in line, the old one is not.
    const piero = await centre.caller(other);
    await piero.callBack('pensioni', '3331234567');
    await centre.redisForgets();
    await until('the new one', async () => (await other.matcher.absent([`cb-${piero.callId}`])).length === 0);
    expect(await engine.matcher.absent([id])).toEqual([id]);
    phone.hangUp();
  });
});

describe('a transfer outside', () => {
  beforeEach(() => void centre.network.phone('+390655512345'));

  test('connects until one of the two hangs up', async () => {
    const maria = await centre.caller(engine);
    const answer = maria.transfer('sede');
    const office = await centre.citizenAnswers('+390655512345');
    await centre.hear(engine, maria.call, office);
    expect(maria.connected).toBe(true);
    office.hangUp();
    expect((await answer).outcome).toBe('answered');
    await until('no bridge', async () => (await engine.telephony.bridges()).length === 0);
    expect(maria.call.state).toBe('up');
  });

  test.each([
    ['busy', 'busy'],
    ['refused', 'busy'],
    ['unreachable', 'unavailable'],
  ] as const)('says so when the number is %s', async (how, outcome) => {
    const maria = await centre.caller(engine);
    const answer = maria.transfer('sede');
    (await centre.network.phone('+390655512345').next()).refuse(how);
    expect((await answer).outcome).toBe(outcome);
  });

  test('says so when nobody answers, and knows only the numbers of the configuration', async () => {
    const maria = await centre.caller(engine);
    expect((await maria.transfer('sede', 1)).outcome).toBe('no-answer');
    expect((await maria.transfer('+390655512345')).outcome).toBe('unavailable');
  });

  test('rings no more when the caller hangs up', async () => {
    const maria = await centre.caller(engine);
    void maria.transfer('sede');
    const ringing = await centre.network.phone('+390655512345').next();
    maria.call.hangUp();
    await ringing.call.ended;
    expect(ringing.call.cancelled).toBe(true);
  });
});
