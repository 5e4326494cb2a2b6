/** An engine dies and one of its name comes back: nobody loses a place, and no conversation is broken off. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Command } from '../../src/matching/events.ts';
import type { SimulatedCall } from '../../src/telephony/simulated/simulated-call.ts';
import {
  CallCentre,
  type Engine,
  type OperatorAtDesk,
  queueOf,
  type WaitingCaller,
} from '../support/call-centre.ts';
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

async function talking(
  engine: Engine,
  name = 'anna',
): Promise<{ maria: WaitingCaller; anna: OperatorAtDesk; phone: SimulatedCall }> {
  const anna = await centre.operator(engine, name);
  const maria = await centre.caller(engine);
  void maria.enter();
  const phone = await anna.answer();
  await centre.hear(engine, maria.call, phone);
  return { maria, anna, phone };
}

/** A citizen who is called back and talks with anna; they had asked for it in a call that is over. */
async function calledBack(engine: Engine) {
  const number = '+390612345678';
  centre.network.phone(number);
  const anna = await centre.operator(engine, 'anna', ['pensioni'], false);
  const before = await centre.caller(engine);
  await before.callBack('pensioni', number);
  const entry = `centralino:match:entry:cb-${before.callId}`;
  await engine.redis.hset(entry, 'since', Date.now() - 3_600_000);
  before.call.hangUp();
  await anna.ready();
  const citizen = await centre.citizenAnswers(number);
  const flow = await until('the flow', () => engine.placed[0]);
  void flow.enter();
  const phone = await anna.answer();
  await centre.hear(engine, citizen, phone);
  return { flow, anna, citizen, phone };
}

/** The call as the engine that came back has it. */
function again(engine: Engine, caller: WaitingCaller): WaitingCaller {
  const found = engine.found.get(caller.callId);
  if (found === undefined) throw new Error('the call was not found');
  return found;
}

test('two who talk hear nothing of it, and the conversation ends as it should', async () => {
  const first = await centre.engine();
  const { maria, anna, phone } = await talking(first);
  const commands = [maria.call.commands.length, phone.commands.length];
  await first.kill();
  maria.call.speak(100);
  expect(phone.heardMs).toBe(100);

  const second = await centre.engine();
  const resumed = again(second, maria);
  const answer = resumed.enter();
  await until('the conversation', () => resumed.connected);
  await centre.hear(second, maria.call, phone);
  expect([maria.call.commands.length, phone.commands.length]).toEqual(commands);
  expect(second.operators.counts.adopted).toBe(1);
  await anna.is('talking');

  // It is a conversation like any other.
  const conversation = await anna.conversationId();
  expect(await centre.matcher.command(conversation, { type: 'hold' }, 'anna')).toEqual({ outcome: 'done' });
  expect(maria.call.music).toBe('default');
  expect(await centre.matcher.command(conversation, { type: 'unhold' }, 'anna')).toEqual({ outcome: 'done' });
  await centre.hear(second, maria.call, phone);
  phone.hangUp();
  expect((await answer).outcome).toBe('answered');
  await anna.is('wrap-up');
});

/** What the take-over does, once an engine is known to be dead. */
async function takeOver(engine: Engine, from: string): Promise<void> {
  const { telephony, operators } = engine;
  const held = await telephony.holdings(from);
  const legs = held.filter(({ leg }) => leg).map(({ id }) => id);
  const calls = await operators.callsOfLegs(from, legs);
  const sounds = { playbacks: [], recordings: [] };
  const moved = Promise.all(held.map((one) => telephony.take(one, sounds)));
  await operators.takeUp(from, new Set(held.map(({ id }) => calls.get(id) ?? id)), moved);
}

test('another engine takes over: two who talk hear nothing of it, who waits keeps the place', async () => {
  const first = await centre.engine('uno');
  const second = await centre.engine('due');
  const { maria, anna, phone } = await talking(first);
  const [luca, gino] = [await centre.caller(first), await centre.caller(first)];
  void luca.enter();
  void gino.enter();
  await until('two in line', async () => (await centre.matcher.place(gino.callId))?.position === 2);
  const commands = [maria.call.commands.length, phone.commands.length];
  await first.kill();
  await takeOver(second, 'uno');
  const resumed = [maria, luca, gino].map((caller) => again(second, caller));
  const answers = resumed.map((caller) => caller.enter());
  await until('the conversation', () => resumed[0]?.connected);
  await centre.hear(second, maria.call, phone);
  expect([maria.call.commands.length, phone.commands.length]).toEqual(commands);
  await anna.is('talking');
  expect((await centre.matcher.place(luca.callId))?.position).toBe(1);
  expect((await centre.matcher.place(gino.callId))?.position).toBe(2);

  // From now on it is like any other, and the next one is rung for by the engine that has him.
  const conversation = await anna.conversationId();
  expect(await centre.matcher.command(conversation, { type: 'hold' }, 'anna')).toEqual({ outcome: 'done' });
  phone.hangUp();
  expect((await answers[0])?.outcome).toBe('answered');
  const next = anna.answer();
  await anna.ready();
  await centre.hear(second, luca.call, await next);
});

test.each([
  ['of its name comes back', 'uno'],
  ['takes over', 'due'],
])('an engine %s: a citizen who was called back talks on', async (_how, name) => {
  const first = await centre.engine('uno');
  const { flow, anna, citizen, phone } = await calledBack(first);
  const commands = [citizen.commands.length, phone.commands.length];
  const other = name === 'due' ? await centre.engine('due') : undefined;
  await first.kill();
  if (other !== undefined) await takeOver(other, 'uno');
  const second = other ?? (await centre.engine('uno'));
  const resumed = again(second, flow);
  const answer = resumed.enter();
  await until('the conversation', () => resumed.connected);
  await centre.hear(second, citizen, phone);
  expect([citizen.commands.length, phone.commands.length]).toEqual(commands);
  await anna.is('talking');
  phone.hangUp();
  expect((await answer).outcome).toBe('answered');
  await anna.is('wrap-up');
  // The days since they asked for it are no wait in line.
  const stay = centre.reported.at(-1);
  expect(stay).toMatchObject({ callBack: true, outcome: 'answered', enteredAt: stay?.answeredAt });
});

test('a citizen who was called back and given to a colleague talks on with that one', async () => {
  const first = await centre.engine();
  const { flow, anna, citizen } = await calledBack(first);
  const boris = await centre.operator(first, 'boris');
  const conversation = await anna.conversationId();
  const command = async (order: Command) =>
    (await centre.matcher.command(conversation, order, 'anna')).outcome;
  expect(await command({ type: 'consult', to: { type: 'operator', operator: 'boris' } })).toBe('done');
  const phone = await boris.answer();
  await until('the colleague', async () => (await command({ type: 'complete-transfer' })) === 'done');
  await centre.hear(first, citizen, phone);
  await anna.is('wrap-up');
  await first.kill();
  const second = await centre.engine();
  const resumed = again(second, flow);
  void resumed.enter();
  await until('the conversation', () => resumed.connected);
  await centre.hear(second, citizen, phone);
  await boris.is('talking');
});

test('whose operator hung up on a citizen called back meanwhile waits again, before everybody else', async () => {
  const first = await centre.engine();
  const { flow, anna, citizen, phone } = await calledBack(first);
  const boris = await centre.operator(first, 'boris', ['pensioni'], false);
  await first.kill();
  phone.hangUp();
  const second = await centre.engine();
  void again(second, flow).enter();
  await anna.is('paused line-lost');
  await until('a place', async () => (await second.matcher.place(flow.callId))?.position === 1);
  await boris.ready();
  await centre.hear(second, citizen, await boris.answer());
});

test('a phone that rang when the engine died rings again for the one that takes over', async () => {
  const first = await centre.engine('uno');
  const second = await centre.engine('due');
  const anna = await centre.operator(first, 'anna');
  const maria = await centre.caller(first);
  void maria.enter();
  const unheard = await anna.phone.next();
  await first.kill();
  await takeOver(second, 'uno');
  void again(second, maria).enter();
  const phone = unheard.call.state === 'over' ? await anna.answer() : unheard.answer();
  await centre.hear(second, maria.call, phone);
  await anna.is('talking');
});

test('an engine that lets go does nothing to those who talk and wait', async () => {
  const first = await centre.engine('uno');
  const second = await centre.engine('due');
  const { maria, anna, phone } = await talking(first);
  const luca = await centre.caller(first);
  void luca.enter();
  await until('somebody in line', async () => (await centre.matcher.place(luca.callId)) !== undefined);
  first.operators.letGo();
  first.telephony.letGo();
  await takeOver(second, 'uno');
  const answer = again(second, maria).enter();
  void again(second, luca).enter();
  await until('the conversation', () => again(second, maria).connected);
  await centre.hear(second, maria.call, phone);
  expect(first.operators.sizes).toEqual({ waiting: 0, talking: 0 });
  await anna.is('talking');
  expect((await centre.matcher.place(luca.callId))?.position).toBe(1);
  phone.hangUp();
  expect((await answer).outcome).toBe('answered');
});

test('who was on hold is still on hold', async () => {
  const first = await centre.engine();
  const { maria, anna, phone } = await talking(first);
  await centre.matcher.command(await anna.conversationId(), { type: 'hold' }, 'anna');
  await first.kill();
  const second = await centre.engine();
  void again(second, maria).enter();
  await until('the conversation', () => again(second, maria).connected);
  expect(maria.call.music).toBe('default');
  expect(await centre.together(second)).toEqual([[phone.channel.id]]);
  await centre.matcher.command(await anna.conversationId(), { type: 'unhold' }, 'anna');
  await centre.hear(second, maria.call, phone);
});

test('who waits keeps the place, before somebody who came while the engine was away', async () => {
  const first = await centre.engine();
  const other = await centre.engine('due');
  const anna = await centre.operator(first, 'anna', ['pensioni'], false);
  const maria = await centre.caller(first);
  void maria.enter();
  await until('a place', async () => (await first.matcher.place(maria.callId)) !== undefined);
  await first.kill();
  const later = await centre.caller(other);
  void later.enter();
  await until('the second place', async () => (await other.matcher.place(later.callId))?.position === 2);
  const second = await centre.engine();
  void again(second, maria).enter();
  await anna.ready();
  await centre.hear(second, maria.call, await anna.answer());
  expect(later.connected).toBe(false);
});

test.each(['answered', 'abandoned'])('who waits has waited since before the take-over: %s', async (how) => {
  centre.queues.set('pensioni', queueOf('pensioni', { announceSeconds: 1 }));
  const first = await centre.engine('uno');
  const second = await centre.engine('due');
  const anna = await centre.operator(first, 'anna', ['pensioni'], false);
  const maria = await centre.caller(first);
  void maria.enter();
  await until('a place', async () => (await first.matcher.place(maria.callId)) !== undefined);
  // As if the caller had come two and a half minutes ago.
  const came = Date.now() - 150_000;
  await first.redis.hset(`centralino:match:entry:${maria.callId}`, 'since', came);
  await first.kill();
  await takeOver(second, 'uno');
  const resumed = again(second, maria);
  const answer = resumed.enter();
  await until('news', () => how === 'answered' || resumed.news.length > 0);
  if (how === 'answered') {
    await anna.ready();
    const phone = await anna.answer();
    await centre.hear(second, maria.call, phone);
    phone.hangUp();
  } else maria.call.hangUp();
  await answer;
  const [stay] = centre.reported;
  expect(stay).toMatchObject({ outcome: how });
  // Nearer to that than to the take-over: how near is a matter of this machine.
  expect(Date.parse(stay?.enteredAt ?? '')).toBeLessThan(came + 75_000);
});

test('who waits and whose engine is gone for good is not in the way of others', async () => {
  const first = await centre.engine();
  const anna = await centre.operator(first, 'anna', ['pensioni'], false);
  const maria = await centre.caller(first);
  void maria.enter();
  await until('a place', async () => (await first.matcher.place(maria.callId)) !== undefined);
  await first.kill();
  const other = await centre.engine('due');
  const later = await centre.caller(other);
  void later.enter();
  await anna.ready();
  await centre.hear(other, later.call, await anna.answer());
}, 60_000);

test('who talks and whose operator hung up meanwhile waits again, before everybody else', async () => {
  const first = await centre.engine();
  const { maria, anna, phone } = await talking(first);
  const boris = await centre.operator(first, 'boris', ['pensioni'], false);
  await first.kill();
  phone.hangUp();
  const second = await centre.engine();
  const resumed = again(second, maria);
  void resumed.enter();
  await anna.is('paused line-lost');
  await until('a place', async () => (await second.matcher.place(maria.callId))?.position === 1);
  await boris.ready();
  await centre.hear(second, maria.call, await boris.answer());
});

test('whose caller hung up meanwhile: the operator is free', async () => {
  const first = await centre.engine();
  const { maria, anna, phone } = await talking(first);
  await first.kill();
  maria.call.hangUp();
  const second = await centre.engine();
  await phone.ended;
  await anna.is('wrap-up');
  await until('no bridge of theirs', async () => (await second.telephony.bridges()).length === 0);
});

test('a phone that rings goes on ringing, and whoever picks up has the caller', async () => {
  const first = await centre.engine();
  const anna = await centre.operator(first, 'anna');
  const maria = await centre.caller(first);
  void maria.enter();
  const ringing = await anna.phone.next();
  await until('the ringing is known', async () => (await anna.phase()) === 'ringing');
  await first.kill();
  const second = await centre.engine();
  void again(second, maria).enter();
  await until('the visit', () => second.operators.sizes.waiting === 1);
  await centre.hear(second, maria.call, ringing.answer());
  await anna.is('talking');
});

test('a phone that rang and was picked up while the engine was away has the caller, too', async () => {
  const first = await centre.engine();
  const anna = await centre.operator(first, 'anna');
  const maria = await centre.caller(first);
  void maria.enter();
  const ringing = await anna.phone.next();
  await until('the ringing is known', async () => (await anna.phase()) === 'ringing');
  await first.kill();
  const phone = ringing.answer();
  const second = await centre.engine();
  void again(second, maria).enter();
  await centre.hear(second, maria.call, phone);
  await anna.is('talking');
});

test('a phone that stopped ringing while the engine was away rings again at once, for the same caller', async () => {
  const first = await centre.engine();
  const anna = await centre.operator(first, 'anna');
  const maria = await centre.caller(first);
  void maria.enter();
  const ringing = await anna.phone.next();
  await until('the ringing is known', async () => (await anna.phase()) === 'ringing');
  const conversation = await anna.conversationId();
  await first.kill();
  // As Asterisk does with whoever picks up when no engine is there.
  ringing.refuse('unreachable');
  const second = await centre.engine();
  void again(second, maria).enter();
  await centre.hear(second, maria.call, await anna.answer());
  expect(await anna.conversationId()).not.toBe(conversation);
  await anna.is('talking');
});

test('a phone that was picked up for an engine that stays away is on the hook before it rings again', async () => {
  const first = await centre.engine('uno');
  const other = await centre.engine('due');
  const anna = await centre.operator(first, 'anna');
  const maria = await centre.caller(first);
  void maria.enter();
  const inVain = await anna.phone.next();
  await until('the ringing is known', async () => (await anna.phase()) === 'ringing');
  await first.kill();
  // Its lease is over: the offer is taken back, and the phone knows nothing of that.
  await other.redis.zadd('centralino:match:engines', 0, 'uno');
  await anna.is('ready');
  const phone = inVain.answer();
  const second = await centre.engine('uno');
  void again(second, maria).enter();
  const ringing = await anna.phone.next();
  expect(phone.state).toBe('over');
  await centre.hear(second, maria.call, ringing.answer());
  await anna.is('talking');
});

test('ten who wait and five who talk: nobody is lost, and the order is as it was', async () => {
  for (const [name, queue] of centre.queues) centre.queues.set(name, { ...queue, maxLength: 50 });
  const first = await centre.engine();
  const pairs = [];
  for (let index = 0; index < 5; index += 1) pairs.push(await talking(first, `operatore-${index}`));
  const waiting: WaitingCaller[] = [];
  for (let index = 0; index < 10; index += 1) {
    const caller = await centre.caller(first);
    void caller.enter();
    await until('a place', async () => (await first.matcher.place(caller.callId))?.position === index + 1);
    waiting.push(caller);
  }
  await first.kill();
  const second = await centre.engine();
  for (const caller of [...waiting].reverse()) void again(second, caller).enter();
  for (const { maria } of pairs) void again(second, maria).enter();
  for (const { maria, phone } of pairs) await centre.hear(second, maria.call, phone);
  await until('everybody waits', () => second.operators.sizes.waiting === 10);
  expect(second.operators.sizes.talking).toBe(5);
  for (const [index, caller] of waiting.entries())
    expect((await second.matcher.place(caller.callId))?.position).toBe(index + 1);
}, 60_000);

test('an engine that is told to stop leaves everybody where they are', async () => {
  const first = await centre.engine();
  const { maria, phone } = await talking(first);
  const waiting = await centre.caller(first);
  void waiting.enter();
  await until('a place', async () => (await first.matcher.place(waiting.callId)) !== undefined);
  await first.operators.close();
  for (const caller of [maria, waiting]) caller.abandon();
  expect(phone.state).toBe('up');
  expect((await centre.matcher.place(waiting.callId))?.position).toBe(1);
});

test('what was being recorded is handed over, and the conversation is recorded on', async () => {
  centre.queues.set('pensioni', queueOf('pensioni', { record: { retentionDays: 30 } }));
  const first = await centre.engine();
  const { maria, anna, phone } = await talking(first);
  const conversation = await anna.conversationId();
  await first.kill();
  expect(centre.recorded).toEqual([]);

  const second = await centre.engine();
  void again(second, maria).enter();
  await until('the part of before', () => centre.recorded.length === 1);
  await until('the next part', () => centre.network.recordings.length === 1);
  await centre.hear(second, maria.call, phone);
  phone.hangUp();
  await until('the next part', () => centre.recorded.length === 2);
  expect(centre.recorded).toMatchObject([
    { queue: 'pensioni', conversation, operator: 'anna', part: 1 },
    { queue: 'pensioni', conversation, operator: 'anna', part: 2 },
  ]);
  expect(centre.recorded.every(({ name }) => centre.network.holds(name))).toBe(true);
});

test('what was recorded of a conversation that ended while the engine was away is handed over, once', async () => {
  centre.queues.set('pensioni', queueOf('pensioni', { record: { retentionDays: 30 } }));
  const first = await centre.engine();
  const { maria, anna, phone } = await talking(first);
  const conversation = await anna.conversationId();
  await first.kill();
  maria.call.hangUp();
  phone.hangUp();

  const second = await centre.engine();
  await until('the recording', () => centre.recorded.length > 0);
  expect(centre.recorded).toMatchObject([{ queue: 'pensioni', conversation, operator: 'anna', part: 1 }]);
  expect(await second.telephony.bridges()).toEqual([]);
  await second.kill();
  await centre.engine();
  expect(centre.recorded).toHaveLength(1);
});
