/** What happens in conversations with operators, on a simulated network and a real Redis. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer } from '../../src/call/ports.ts';
import type { Command } from '../../src/matching/events.ts';
import { openContext } from '../../src/operators/call-context.ts';
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

interface Talk {
  readonly maria: WaitingCaller;
  readonly anna: OperatorAtDesk;
  /** Anna's end. */
  readonly phone: SimulatedCall;
  readonly answer: Promise<Answer>;
  command(command: Command, by?: string): Promise<string>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Maria, who called, talks with Anna, who is an operator. */
async function talking(queue = 'pensioni'): Promise<Talk> {
  const anna = await centre.operator(engine, 'anna');
  const maria = await centre.caller(engine);
  const answer = maria.enter(queue);
  const phone = await anna.answer();
  await centre.hear(engine, maria.call, phone);
  await anna.is('talking');
  const conversation = await anna.conversationId();
  return {
    maria,
    anna,
    phone,
    answer,
    command: async (command, by = 'anna') => {
      const told = await centre.matcher.command(conversation, command, by);
      return [told.outcome, 'why' in told ? told.why : ''].join(' ').trim();
    },
  };
}

describe('a conversation', () => {
  test('ends for the operator when the caller hangs up', async () => {
    const { maria, anna, phone } = await talking();
    maria.call.hangUp();
    await phone.ended;
    await anna.is('wrap-up');
    expect(await engine.telephony.bridges()).toEqual([]);
  });

  test('that the line of the operator breaks off: the caller waits again, before everybody else', async () => {
    const { maria, anna, phone } = await talking();
    const boris = await centre.operator(engine, 'boris', ['pensioni'], false);
    const earlier = await centre.caller(engine);
    void earlier.enter();
    await until('a place', async () => (await engine.matcher.place(earlier.callId)) !== undefined);
    phone.end('channel-unavailable');
    await anna.is('paused line-lost');
    await until('news', () => !maria.connected);
    expect(maria.call.music).toBe('default');
    expect((await engine.matcher.place(maria.callId))?.position).toBe(1);
    await boris.ready();
    await centre.hear(engine, maria.call, await boris.answer());
    expect(engine.operators.counts.linesDropped).toBe(1);
  });

  test('of an operator whose network is away goes on until the network says that the line is gone', async () => {
    const { maria, anna, phone } = await talking();
    centre.network.unregister('anna');
    phone.speak(100);
    expect(maria.call.heardMs).toBe(100);
    phone.end('no-user-response');
    await anna.is('paused line-lost');
    await until('music', () => maria.call.music === 'default');
  });

  test('of an operator who says nothing: the caller goes to the next one, this one is paused, nobody has answered', async () => {
    centre.queues.set('pensioni', queueOf('pensioni', { silentSeconds: 1 }));
    const { maria, anna, phone } = await talking();
    const boris = await centre.operator(engine, 'boris', ['pensioni'], false);
    // What the caller says is no word of the operator.
    maria.call.speak(100);
    await phone.ended;
    await anna.is('paused silent');
    await until('news', () => !maria.connected);
    expect(maria.news).toContainEqual({ connected: false, value: { interrotta: true } });
    await until('the first place', async () => (await engine.matcher.place(maria.callId))?.position === 1);
    expect(maria.call.music).toBe('default');
    await boris.ready();
    const next = await boris.answer();
    await centre.hear(engine, maria.call, next);
    next.speak(100);
    maria.call.hangUp();
    await boris.is('wrap-up');
    expect(engine.operators.counts.operatorsSilent).toBe(1);
    const [silent, answered] = centre.reported;
    expect([silent?.outcome, silent?.operator, answered?.outcome, answered?.operator]).toEqual([
      'silent',
      'anna',
      'answered',
      'boris',
    ]);
    // The caller has been waiting since the beginning.
    const waited = Date.parse(answered?.answeredAt ?? '') - Date.parse(answered?.enteredAt ?? '');
    expect(waited).toBeGreaterThan(900);
    const { lines } = await centre.matcher.snapshot();
    expect(lines.find(({ queue }) => queue === 'pensioni')?.today).toMatchObject({ answered: 1, silent: 1 });
  });

  test.each(['says a word', 'does something at the desk', 'may be silent in this queue'])(
    'goes on when the operator %s',
    async (how) => {
      const silentSeconds = how === 'may be silent in this queue' ? 0 : 1;
      centre.queues.set('pensioni', queueOf('pensioni', { silentSeconds }));
      const { maria, anna, phone, command } = await talking();
      if (how === 'says a word') phone.speak(20);
      if (how === 'does something at the desk') {
        expect(await command({ type: 'hold' })).toBe('done');
        expect(await command({ type: 'unhold' })).toBe('done');
      }
      // By the time at which another one is taken for silent, this one would have been.
      centre.queues.set('famiglia', queueOf('famiglia', { silentSeconds: 1 }));
      const carla = await centre.operator(engine, 'carla', ['famiglia']);
      const piero = await centre.caller(engine);
      void piero.enter('famiglia');
      await carla.answer();
      await carla.is('paused silent');
      await centre.hear(engine, maria.call, phone);
      await anna.is('talking');
    },
  );

  test('can be put on hold: music for the caller alone', async () => {
    const { maria, phone, command, anna } = await talking();
    expect(await command({ type: 'unhold' })).toBe('refused not-on-hold');
    expect(await command({ type: 'hold' })).toBe('done');
    expect(maria.call.music).toBe('default');
    phone.speak(100);
    maria.call.speak(100);
    expect([maria.call.heardMs, phone.heardMs]).toEqual([0, 0]);
    expect(await anna.phase()).toBe('hold');
    expect(await command({ type: 'hold' })).toBe('refused not-talking');
    expect(await command({ type: 'unhold' })).toBe('done');
    await centre.hear(engine, maria.call, phone);
    expect(maria.call.music).toBeUndefined();
    expect(await anna.phase()).toBe('talking');
  });

  test('is over for the operator on the word of the desk', async () => {
    const { anna, phone, answer, command } = await talking();
    expect(await command({ type: 'hang-up' })).toBe('done');
    expect((await answer).outcome).toBe('answered');
    await phone.ended;
    await anna.is('wrap-up');
    expect(await command({ type: 'hold' })).toBe('unknown');
  });

  test('goes on in the flow where the operator sends the caller: the questionnaire', async () => {
    const { anna, answer, command } = await talking();
    expect(await command({ type: 'transfer', to: { type: 'flow', flow: 'altro' } })).toBe('refused no-step');
    expect(await command({ type: 'transfer', to: { type: 'flow', flow: 'questionario' } })).toBe('done');
    expect((await answer).outcome).toBe('answered');
    await anna.is('wrap-up');
  });

  test('pauses while the caller keys a PIN in private, and goes on with what is known then', async () => {
    const { maria, anna, phone, answer, command } = await talking();
    expect(await command({ type: 'transfer', to: { type: 'flow', flow: 'identificazione' } })).toBe('done');
    expect((await answer).outcome).toBe('aside.identificazione');
    expect(await anna.phase()).toBe('hold');
    maria.call.press(['1', '2', '3', '4']);
    maria.call.speak(100);
    expect(phone.heardMs).toBe(0);
    expect(await centre.together(engine)).toEqual([[phone.channel.id]]);

    const again = maria.enter('pensioni', { level: 'pin' });
    await centre.hear(engine, maria.call, phone);
    expect(maria.connected).toBe(true);
    await until('the phase', async () => (await anna.phase()) === 'talking');
    const conversation = await centre.matcher.conversation(await anna.conversationId());
    expect(openContext(centre.sealer, conversation?.sealedContext ?? '').level).toBe('pin');
    phone.hangUp();
    expect((await again).outcome).toBe('answered');
    await anna.is('wrap-up');
  });

  test('whose operator goes while the caller is aside: the caller comes back before everybody else', async () => {
    const { maria, phone, answer, command, anna } = await talking();
    const boris = await centre.operator(engine, 'boris', ['pensioni'], false);
    const earlier = await centre.caller(engine);
    void earlier.enter();
    await command({ type: 'transfer', to: { type: 'flow', flow: 'identificazione' } });
    await answer;
    phone.hangUp();
    await anna.is('wrap-up');
    void maria.enter();
    await until('the first place', async () => (await engine.matcher.place(maria.callId))?.position === 1);
    await boris.ready();
    await centre.hear(engine, maria.call, await boris.answer());
  });

  test('whose caller hangs up while aside is over for the operator', async () => {
    const { maria, anna, command, answer } = await talking();
    await command({ type: 'transfer', to: { type: 'flow', flow: 'identificazione' } });
    await answer;
    maria.call.hangUp();
    await anna.is('wrap-up');
  });

  test('is handed to another queue, or to a colleague who is ready', async () => {
    const { maria, anna, command } = await talking();
    expect(await command({ type: 'transfer', to: { type: 'queue', queue: 'nessuna' } })).toBe(
      'refused no-queue',
    );
    expect(await command({ type: 'transfer', to: { type: 'operator', operator: 'carla' } })).toBe(
      'refused not-ready',
    );
    const carla = await centre.operator(engine, 'carla', ['famiglia'], false);
    expect(await command({ type: 'transfer', to: { type: 'queue', queue: 'famiglia' } })).toBe('done');
    await anna.is('wrap-up');
    await until('news', () => !maria.connected);
    await carla.ready();
    const phone = await carla.answer();
    await centre.hear(engine, maria.call, phone);

    const dario = await centre.operator(engine, 'dario', ['famiglia']);
    const second = await carla.conversationId();
    await centre.matcher.command(
      second,
      { type: 'transfer', to: { type: 'operator', operator: 'dario' } },
      'carla',
    );
    await centre.hear(engine, maria.call, await dario.answer());
    await carla.is('wrap-up');
    maria.call.hangUp();
    await dario.is('wrap-up');
    expect(
      centre.reported.map(({ operator, queue, outcome, transfers }) => [operator, queue, outcome, transfers]),
    ).toEqual([
      ['anna', 'pensioni', 'answered', 0],
      ['carla', 'famiglia', 'answered', 1],
      ['dario', 'famiglia', 'answered', 2],
    ]);
    for (const { enteredAt, offeredAt, answeredAt, endedAt } of centre.reported)
      expect([enteredAt, offeredAt ?? '', answeredAt ?? '', endedAt].toSorted()).toEqual([
        enteredAt,
        offeredAt,
        answeredAt,
        endedAt,
      ]);
  });

  test('handed to a colleague who does not answer goes to the queue', async () => {
    const { maria, command } = await talking();
    const dario = await centre.operator(engine, 'dario', ['pensioni']);
    const boris = await centre.operator(engine, 'boris', ['pensioni'], false);
    expect(await command({ type: 'transfer', to: { type: 'operator', operator: 'dario' } })).toBe('done');
    const ringing = await dario.phone.next();
    await boris.ready();
    ringing.refuse('busy');
    await centre.hear(engine, maria.call, await boris.answer());
  });
});

describe('a consultation', () => {
  async function consulting() {
    const talk = await talking();
    const boris = await centre.operator(engine, 'boris', ['famiglia']);
    expect(await talk.command({ type: 'complete-transfer' })).toBe('refused no-consultation');
    const to = { type: 'operator', operator: 'boris' } as const;
    expect(await talk.command({ type: 'consult', to })).toBe('done');
    expect(talk.maria.call.music).toBe('default');
    const colleague = await boris.answer();
    await centre.hear(engine, talk.phone, colleague);
    return { ...talk, boris, colleague };
  }

  test('is between the two operators; cancelled, the caller is still on hold', async () => {
    const { maria, phone, colleague, boris, anna, command } = await consulting();
    expect(await anna.phase()).toBe('consult');
    colleague.speak(100);
    expect([phone.heardMs, maria.call.heardMs]).toEqual([100, 0]);
    expect(await command({ type: 'cancel-consult' })).toBe('done');
    await colleague.ended;
    await boris.is('wrap-up');
    // The one who was answered is Maria.
    const { lines } = await centre.matcher.snapshot();
    expect(lines.find(({ queue }) => queue === 'pensioni')?.today.answered).toBe(1);
    expect(maria.call.music).toBe('default');
    expect(await command({ type: 'unhold' })).toBe('done');
    await centre.hear(engine, maria.call, phone);
  });

  test('shows the colleague what the caller proved in private before', async () => {
    const { maria, anna, phone, answer, command } = await talking();
    await command({ type: 'transfer', to: { type: 'flow', flow: 'identificazione' } });
    await answer;
    void maria.enter('pensioni', { level: 'pin' });
    await centre.hear(engine, maria.call, phone);
    await until('the phase', async () => (await anna.phase()) === 'talking');
    const boris = await centre.operator(engine, 'boris', ['famiglia']);
    await command({ type: 'consult', to: { type: 'queue', queue: 'famiglia' } });
    const colleague = await boris.answer();
    await centre.hear(engine, phone, colleague);
    const level = async () => {
      const seen = await centre.matcher.conversation(await boris.conversationId());
      return openContext(centre.sealer, seen?.sealedContext ?? '').level;
    };
    expect(await level()).toBe('pin');
    expect(await command({ type: 'complete-transfer' })).toBe('done');
    await centre.hear(engine, maria.call, colleague);
    expect(await level()).toBe('pin');
  });

  test.each(['the desk says so', 'the operator hangs up'])(
    'is completed when %s: caller and colleague talk',
    async (how) => {
      const { maria, phone, colleague, boris, anna, command, answer } = await consulting();
      if (how === 'the desk says so') expect(await command({ type: 'complete-transfer' })).toBe('done');
      else phone.hangUp();
      await centre.hear(engine, maria.call, colleague);
      await phone.ended;
      await anna.is('wrap-up');
      await boris.is('talking');
      expect(maria.call.music).toBeUndefined();
      // The colleague has all that an operator has.
      const conversation = await boris.conversationId();
      expect(await centre.matcher.command(conversation, { type: 'hold' }, 'boris')).toEqual({
        outcome: 'done',
      });
      colleague.hangUp();
      expect((await answer).outcome).toBe('answered');
    },
  );

  test('becomes a conference; who asked may leave it, the caller stays with the colleague', async () => {
    const { maria, phone, colleague, command, answer, boris } = await consulting();
    expect(await command({ type: 'conference' })).toBe('done');
    await centre.hear(engine, maria.call, phone, colleague);
    maria.call.speak(100);
    expect([phone.heardMs, colleague.heardMs]).toEqual([100, 100]);
    phone.hangUp();
    await centre.hear(engine, maria.call, colleague);
    maria.call.hangUp();
    await colleague.ended;
    await boris.is('wrap-up');
    expect((await answer).outcome).toBe('answered');
  });

  test('a conference that the colleague leaves goes on between the other two', async () => {
    const { maria, phone, colleague, command, boris } = await consulting();
    await command({ type: 'conference' });
    await centre.hear(engine, maria.call, phone, colleague);
    colleague.hangUp();
    await centre.hear(engine, maria.call, phone);
    await boris.is('wrap-up');
  });

  test('of one colleague who does not answer leaves the caller on hold, and asks nobody else', async () => {
    const { maria, phone, command, anna } = await talking();
    const boris = await centre.operator(engine, 'boris', ['famiglia']);
    const carla = await centre.operator(engine, 'carla', ['famiglia']);
    await command({ type: 'consult', to: { type: 'operator', operator: 'boris' } });
    (await boris.phone.next()).refuse('busy');
    await boris.is('paused busy');
    await until('the phase', async () => (await anna.phase()) === 'hold');
    await carla.is('ready');
    expect(await command({ type: 'unhold' })).toBe('done');
    await centre.hear(engine, maria.call, phone);
  });

  test('of a queue goes on to the next colleague when a phone is not picked up', async () => {
    const { phone, command, anna } = await talking();
    const boris = await centre.operator(engine, 'boris', ['famiglia']);
    await command({ type: 'consult', to: { type: 'queue', queue: 'famiglia' } });
    const ringing = await boris.phone.next();
    const carla = await centre.operator(engine, 'carla', ['famiglia']);
    ringing.refuse('busy');
    await boris.is('paused busy');
    await centre.hear(engine, phone, await carla.answer());
    expect(await anna.phase()).toBe('consult');
  });

  test('of a queue goes on to the next colleague when the one who was rung goes away', async () => {
    const { phone, command, anna } = await talking();
    const boris = await centre.operator(engine, 'boris', ['famiglia']);
    await command({ type: 'consult', to: { type: 'queue', queue: 'famiglia' } });
    const ringing = await boris.phone.next();
    const carla = await centre.operator(engine, 'carla', ['famiglia']);
    await boris.signOut();
    await ringing.call.ended;
    await centre.hear(engine, phone, await carla.answer());
    expect(await anna.phase()).toBe('consult');
  });

  test('of a queue in which nobody picks up leaves the caller on hold in the end', async () => {
    await engine.kill();
    engine = await centre.engine('uno', { consultMs: 300 });
    const { maria, phone, command, anna } = await talking();
    const boris = await centre.operator(engine, 'boris', ['famiglia']);
    await command({ type: 'consult', to: { type: 'queue', queue: 'famiglia' } });
    (await boris.phone.next()).refuse('busy');
    await until('the phase', async () => (await anna.phase()) === 'hold');
    expect(await command({ type: 'unhold' })).toBe('done');
    await centre.hear(engine, maria.call, phone);
  });

  test('ends when the caller hangs up in the middle of it', async () => {
    const { maria, phone, colleague, boris, anna } = await consulting();
    maria.call.hangUp();
    await Promise.all([phone.ended, colleague.ended]);
    await anna.is('wrap-up');
    await boris.is('wrap-up');
    expect(await engine.telephony.bridges()).toEqual([]);
  });
});

describe('a supervisor', () => {
  test('listens, whispers and barges in; nobody hears the end', async () => {
    const { maria, phone, command } = await talking();
    await engine.telephony.enrol({ name: 'capo', password: 'a password of this test', kind: 'sip' });
    const capo = centre.network.register('capo', 'a password of this test');
    expect(await command({ type: 'listen', ring: 'capo' }, 'capo')).toBe('done');
    const ear = await capo?.next().then((ringing) => ringing.answer());
    if (ear === undefined) throw new Error('nobody was rung');
    await until('a spy', async () => (await centre.together(engine)).length === 2);
    maria.call.speak(10);
    phone.speak(1);
    expect(ear.heardMs).toBe(11);
    ear.speak(1_000);
    expect([maria.call.heardMs, phone.heardMs]).toEqual([1, 10]);

    expect(await command({ type: 'whisper', ring: 'capo' }, 'capo')).toBe('done');
    ear.speak(1_000);
    expect([maria.call.heardMs, phone.heardMs]).toEqual([1, 1_010]);

    expect(await command({ type: 'barge', ring: 'capo' }, 'capo')).toBe('done');
    await centre.hear(engine, maria.call, phone, ear);
    expect(await command({ type: 'stop-listening' }, 'capo')).toBe('done');
    await ear.ended;
    await centre.hear(engine, maria.call, phone);
    expect(await command({ type: 'stop-listening' }, 'capo')).toBe('refused not-listening');
  });

  test('is gone when the conversation is', async () => {
    const { maria, command } = await talking();
    await engine.telephony.enrol({ name: 'capo', password: 'a password of this test', kind: 'sip' });
    const capo = centre.network.register('capo', 'a password of this test');
    await command({ type: 'listen', ring: 'capo' }, 'capo');
    const ear = await capo?.next().then((ringing) => ringing.answer());
    maria.call.hangUp();
    await ear?.ended;
    await until('no bridge', async () => (await engine.telephony.bridges()).length === 0);
  });
});

describe('a recording', () => {
  test('is made only where the queue says so, and handed over when the conversation is over', async () => {
    centre.queues.set(
      'pensioni',
      queueOf('pensioni', { record: { retentionDays: 30, notice: 'coda.registrata' } }),
    );
    const { phone, anna } = await talking();
    const conversation = await anna.conversationId();
    phone.hangUp();
    await until('the recording', () => centre.recorded.length > 0);
    expect(centre.recorded).toMatchObject([{ queue: 'pensioni', conversation, operator: 'anna', part: 1 }]);
    const name = centre.recorded[0]?.name ?? '';
    expect(name).toMatch(/^conversation-\d{10}\.\d+-1$/);
    expect(centre.network.holds(name)).toBe(true);
  });

  const recording = { record: { retentionDays: 30 } };
  const notices = ({ news }: WaitingCaller) =>
    news.flatMap(({ value }) => (isRecord(value) && 'registra' in value ? [value['registra']] : []));

  test('is never made of somebody who was not told', async () => {
    centre.queues.set('pensioni', queueOf('pensioni', recording));
    await engine.kill();
    engine = await centre.engine('uno', { noticeMs: 50 });
    const anna = await centre.operator(engine, 'anna');
    const maria = await centre.caller(engine);
    void maria.enter('pensioni', { told: false });
    const phone = await anna.answer();
    await centre.hear(engine, maria.call, phone);
    expect(notices(maria)).toEqual(['pensioni']);
    phone.hangUp();
    await anna.is('wrap-up');
    expect(centre.recorded).toEqual([]);
  });

  test.each(['handed on', 'overflow'])('of a caller who comes by %s waits for the notice', async (how) => {
    centre.queues.set('famiglia', queueOf('famiglia', recording));
    const carla = await centre.operator(engine, 'carla', ['famiglia'], false);
    const maria = await centre.caller(engine);
    if (how === 'handed on') {
      const anna = await centre.operator(engine, 'anna');
      void maria.enter('pensioni', { told: false });
      await anna.answer();
      const to = { type: 'queue', queue: 'famiglia' } as const;
      await anna.is('talking');
      await centre.matcher.command(await anna.conversationId(), { type: 'transfer', to }, 'anna');
    } else {
      centre.queues.set(
        'pensioni',
        queueOf('pensioni', {
          routing: [{ atLeast: 1, anyTopic: false, forSeconds: 1 }, { overflow: 'famiglia' }],
        }),
      );
      void maria.enter('pensioni', { told: false });
    }
    await until('the notice', () => notices(maria).length > 0);
    expect(notices(maria)).toEqual(['famiglia']);
    await carla.ready();
    const phone = await carla.answer();
    await carla.is('talking');
    // Nobody hears anybody until the caller knows.
    expect(await centre.together(engine)).toEqual([]);
    maria.tell('told');
    await centre.hear(engine, maria.call, phone);
    const conversation = await carla.conversationId();
    phone.hangUp();
    await until('the recording', () => centre.recorded.length > 0);
    expect(centre.recorded).toMatchObject([{ queue: 'famiglia', conversation, part: 1 }]);
  });

  test('of a caller whom a colleague takes over begins after the notice', async () => {
    centre.queues.set('famiglia', queueOf('famiglia', recording));
    const anna = await centre.operator(engine, 'anna');
    const boris = await centre.operator(engine, 'boris', ['famiglia']);
    const maria = await centre.caller(engine);
    void maria.enter('pensioni', { told: false });
    const first = await anna.answer();
    await centre.hear(engine, maria.call, first);
    const command = async (order: Command) =>
      (await centre.matcher.command(await anna.conversationId(), order, 'anna')).outcome;
    expect(await command({ type: 'consult', to: { type: 'queue', queue: 'famiglia' } })).toBe('done');
    const colleague = await boris.answer();
    await centre.hear(engine, first, colleague);
    expect(await command({ type: 'complete-transfer' })).toBe('done');
    await until('the notice', () => notices(maria).length > 0);
    maria.tell('told');
    await centre.hear(engine, maria.call, colleague);
    colleague.hangUp();
    await until('the recording', () => centre.recorded.length > 0);
    expect(centre.recorded).toMatchObject([{ queue: 'famiglia', operator: 'boris', part: 1 }]);
  });

  test('is never made where the queue says nothing', async () => {
    const { phone, anna } = await talking();
    phone.hangUp();
    await anna.is('wrap-up');
    expect(centre.recorded).toEqual([]);
    expect(await centre.network.stored.list()).not.toContainEqual(expect.stringContaining('conversation-'));
  });
});
