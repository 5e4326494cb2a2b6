/** Citizens who are called back, and callers who are connected outside, on a simulated network and a real Redis. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CallCentre, type Engine, queueOf } from '../support/call-centre.ts';
import { until } from '../support/until.ts';

const number = '+390612345678';

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
    expect(await engine.redis.keys('centralino:call-back:*')).toEqual([`centralino:call-back:${id}:1`]);
    expect(await engine.matcher.place(id)).toBeUndefined();
  });

  test('that nobody answers, or a machine, is made again later; the operator is ready at once', async () => {
    const { anna, id } = await noted();
    const heard = rings();
    await anna.ready();
    (await centre.network.phone(number).next()).refuse('busy');
    await anna.is('ready');
    await until('the attempt', async () => (await engine.redis.exists(`centralino:call-back:${id}:1`)) === 1);
    expect(await engine.matcher.place(id)).toBeUndefined();
    expect(heard.count).toBe(1);
    expect(await engine.redis.exists(`centralino:call-back:${id}`)).toBe(1);
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

  test('is given up after the last attempt', async () => {
    const { anna, id } = await noted();
    // As after three attempts, the last one long ago.
    const key = `centralino:call-back:${id}`;
    const record = centre.sealer.open((await engine.redis.get(key)) ?? '');
    await engine.redis.set(key, centre.sealer.seal({ ...(record as object), calls: 3, calledAt: 1 }));
    const heard = rings();
    await anna.ready();
    (await centre.network.phone(number).next()).refuse('busy');
    await anna.is('ready');
    await until('no record', async () => (await engine.redis.exists(key)) === 0);
    expect(heard.count).toBe(1);
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
    expect(await engine.redis.exists(`centralino:call-back:${id}`)).toBe(1);
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

  test('is not made outside the hours: it is put off to the next opening', async () => {
    const { anna, id } = await noted();
    const heard = rings();
    centre.open = false;
    await anna.ready();
    await until('the entry sleeps', async () => (await engine.matcher.place(id)) === undefined);
    await anna.is('ready');
    expect(heard.count).toBe(0);
    expect(await engine.redis.exists(`centralino:call-back:${id}:1`)).toBe(0);
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
    expect(await engine.redis.keys('centralino:call-back:*')).toEqual([]);
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
    const keys = await engine.redis.keys('centralino:call-back:*');
    expect(keys).toEqual([`centralino:call-back:cb-${maria.callId}`]);
    expect(await engine.redis.get(keys[0] ?? '')).not.toContain('3331234567');
  });

  test('is not taken by a queue that has none, nor while Redis is away', async () => {
    centre.queues.set('famiglia', queueOf('famiglia', { callBack: false }));
    const maria = await centre.caller(engine);
    expect((await maria.callBack('famiglia', number)).outcome).toBe('unavailable');
    engine.redis.disconnect();
    expect((await maria.callBack('pensioni', number)).outcome).toBe('unavailable');
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
