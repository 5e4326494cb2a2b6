/** How every driver must place legs and join them: one suite, run by test/conversation.test.ts on each of them. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Sensitive } from '../privacy/sensitive.ts';
import type { Bridge, BridgeEvent, Channel, Destination, LegEvent, LegListener, Telephony } from './port.ts';
import {
  type ContractCall,
  ContractEngine,
  type ContractHarness,
  type ContractPhone,
  type OfferedCall,
} from './telephony.contract.ts';

const password = 'a password of this session';
const number = { to: '803164', from: '0612345678' };
const shown = new Sensitive('telefono', '0612345678');
const citizen = '+390698765432';

/** Things that happen, in short, which can be waited for. */
class Log {
  readonly lines: string[] = [];
  /** The network's word for how a leg ended. */
  cause: string | undefined;
  readonly #waiting = new Set<() => void>();

  readonly leg: LegListener = (event) => {
    if (event.type === 'gone') this.cause = event.cause;
    this.#add(legInShort(event));
  };
  readonly bridge = (event: BridgeEvent) => this.#add(bridgeInShort(event));

  /** Resolves once each of these has happened. */
  has(...wanted: string[]): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!wanted.every((line) => this.lines.includes(line))) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** How a leg ended. */
  get end(): string | undefined {
    return this.lines.find((line) => line.startsWith('gone'))?.slice('gone '.length);
  }

  #add(line: string): void {
    this.lines.push(line);
    for (const check of this.#waiting) check();
  }
}

function legInShort(event: LegEvent): string {
  switch (event.type) {
    case 'gone':
      return `gone ${event.end}`;
    case 'key':
      return `key ${event.digit}`;
    case 'playback-started':
      return `started ${event.id}`;
    case 'playback-ended':
      return `ended ${event.id} ${event.outcome}`;
    case 'recording-ended':
      return `recorded ${event.name} ${event.outcome}`;
    default:
      return event.type;
  }
}

function bridgeInShort(event: BridgeEvent): string {
  switch (event.type) {
    case 'entered':
    case 'left':
      return `${event.type} ${event.channel}`;
    case 'playback-started':
      return `started ${event.id}`;
    case 'playback-ended':
      return `ended ${event.id} ${event.outcome}`;
    case 'recording-ended':
      return `recorded ${event.name} ${event.outcome}`;
    case 'destroyed':
      return 'destroyed';
  }
}

interface Answered {
  readonly leg: Channel;
  readonly log: Log;
  readonly person: ContractCall;
}

/** Declares the contract's tests for one driver. */
export function conversationContract(driver: string, open: () => Promise<ContractHarness>): void {
  describe(`conversation contract: ${driver}`, () => {
    let harness: ContractHarness;
    let started: Telephony[] = [];
    let people: ContractCall[] = [];
    let count = 0;
    let telephony: Telephony;
    let engine: ContractEngine;

    beforeAll(async () => {
      harness = await open();
    }, 300_000);

    afterEach(async () => {
      harness.restoreLink();
      await Promise.all(people.map((person) => person.hangUp().catch(() => {})));
      await Promise.all(started.map((one) => one.close()));
      started = [];
      people = [];
    });

    afterAll(async () => {
      await harness?.close();
    });

    /** A name that no other test has had. */
    const fresh = (what: string) => {
      count += 1;
      return `${what}-${count}`;
    };

    async function start(name = fresh('conversation')): Promise<string> {
      engine = new ContractEngine();
      telephony = harness.engine(name);
      started.push(telephony);
      await telephony.start(engine.handlers);
      return name;
    }

    /** A caller whom the engine has answered. */
    async function caller(): Promise<{ call: OfferedCall; person: ContractCall }> {
      const before = engine.calls.length;
      const person = harness.dial(number);
      people.push(person);
      const call = await engine.call(before);
      await call.channel.answer();
      await person.connected;
      return { call, person };
    }

    /** A softphone that is enrolled and registered. */
    async function operator(): Promise<{ name: string; phone: ContractPhone }> {
      const name = fresh('operator');
      await telephony.enrol({ name, password, kind: 'sip' });
      return { name, phone: await harness.softphone(name, password) };
    }

    async function place(
      destination: Destination,
      ringSeconds = 20,
      id = fresh('leg'),
    ): Promise<{ leg: Channel; log: Log }> {
      const log = new Log();
      const options = { id, destination, callerId: shown, ringSeconds, reference: 'conversation-1' };
      return { leg: await telephony.originate(options, log.leg), log };
    }

    /** An operator, or somebody else, who has picked up. */
    async function answered(one?: { name: string; phone: ContractPhone }): Promise<Answered> {
      const { name, phone } = one ?? (await operator());
      const [{ leg, log }, ringing] = await Promise.all([
        place({ to: 'operator', softphone: name }),
        phone.next(),
      ]);
      const person = await ringing.answer();
      people.push(person);
      await log.has('answered');
      return { leg, log, person };
    }

    async function bridged(...channels: Channel[]): Promise<{ bridge: Bridge; log: Log }> {
      const log = new Log();
      const bridge = await telephony.bridge(fresh('bridge'), log.bridge);
      for (const channel of channels) await bridge.add(channel);
      await log.has(...channels.map(({ id }) => `entered ${id}`));
      return { bridge, log };
    }

    /** One speaks, and each of the others hears it. */
    async function isHeard(speaker: ContractCall, ...hearers: ContractCall[]): Promise<void> {
      const wanted = hearers.map((hearer) => hearer.heardMs + 200);
      await speaker.speak(600);
      await Promise.all(hearers.map((hearer, index) => hearer.untilHeard(wanted[index] ?? 0)));
    }

    test('a softphone rings with the number and the reference, is answered, presses keys, is played to, hangs up', async () => {
      await start();
      const { name, phone } = await operator();
      const [{ leg, log }, ringing] = await Promise.all([
        place({ to: 'operator', softphone: name }, 20, 'leg-of-mine'),
        phone.next(),
      ]);
      expect(leg.id).toBe('leg-of-mine');
      expect(ringing.from).toBe('0612345678');
      expect(ringing.reference).toBe('conversation-1');
      await log.has('ringing');
      expect(log.lines).toEqual(['ringing']);
      const person = await ringing.answer();
      people.push(person);
      await log.has('answered');
      await person.press(['5', '#']);
      await leg.play('p1', [harness.media.short]);
      await log.has('key 5', 'key #', 'ended p1 finished');
      await person.hangUp();
      await log.has('gone hung-up');
      expect(log.lines.at(-1)).toBe('gone hung-up');
      expect(log.cause).toBe('normal-clearing');
      await expect(leg.play('p2', [harness.media.short])).rejects.toMatchObject({ code: 'channel-gone' });
    });

    test('whether somebody says anything is told once they do; what is played to them is no word of theirs', async () => {
      await start();
      const { leg, log, person } = await answered();
      await leg.awaitSpeech();
      await leg.play('p1', [harness.media.short, { kind: 'silence', ms: 1_000 }]);
      await log.has('ended p1 finished');
      await person.press(['1']);
      await log.has('key 1');
      expect(log.lines).not.toContain('speech');
      await person.speak(600);
      await log.has('speech');
      await person.speak(600);
      await person.press(['2']);
      await log.has('key 2');
      expect(log.lines.filter((line) => line === 'speech')).toEqual(['speech']);
    });

    test('who speaks from the first moment on is heard, too', async () => {
      await start();
      const { leg, log, person } = await answered();
      await Promise.all([leg.awaitSpeech(), person.speak(1_500), log.has('speech')]);
    });

    test('we hang an answered leg up: it has ended, once', async () => {
      await start();
      const { leg, log, person } = await answered();
      await leg.hangUp('normal');
      await Promise.all([log.has('gone hung-up'), person.ended]);
      expect(log.cause).toBe('normal-clearing');
      expect(log.lines.filter((line) => line.startsWith('gone'))).toHaveLength(1);
    });

    test('busy, refused, not answered in time and taken back are told apart', async () => {
      await start();
      const { name, phone } = await operator();
      const destination = { to: 'operator', softphone: name } as const;
      for (const how of ['busy', 'refused'] as const) {
        const [{ log }, ringing] = await Promise.all([place(destination), phone.next()]);
        ringing.refuse(how);
        await log.has(`gone ${how}`);
      }
      const [unanswered, rang] = await Promise.all([place(destination, 1), phone.next()]);
      await Promise.all([unanswered.log.has('gone no-answer'), rang.ended]);
      const [taken, ringing] = await Promise.all([place(destination), phone.next()]);
      await taken.log.has('ringing');
      await taken.leg.hangUp('normal');
      await Promise.all([taken.log.has('gone cancelled'), ringing.ended]);
      expect(taken.log.lines).not.toContain('answered');
    });

    test('who is not enrolled, or not registered, or dismissed, is unreachable', async () => {
      await start();
      const nobody = await place({ to: 'operator', softphone: 'never-enrolled' });
      await nobody.log.has('gone unreachable');
      const away = fresh('operator');
      await telephony.enrol({ name: away, password, kind: 'sip' });
      const unregistered = await place({ to: 'operator', softphone: away });
      await unregistered.log.has('gone unreachable');
      const { name } = await operator();
      await telephony.dismiss(name);
      await telephony.dismiss(name);
      const dismissed = await place({ to: 'operator', softphone: name });
      await dismissed.log.has('gone unreachable');
      await expect(harness.softphone(name, password)).rejects.toThrow();
    });

    test('a softphone registers with its own password of now, and no other', async () => {
      await start();
      const name = fresh('operator');
      await expect(harness.softphone(name, password)).rejects.toThrow();
      await telephony.enrol({ name, password, kind: 'sip' });
      await expect(harness.softphone(name, 'the password of somebody else')).rejects.toThrow();
      await telephony.enrol({ name, password: 'another one, of the next session', kind: 'sip' });
      await expect(harness.softphone(name, password)).rejects.toThrow();
      const phone = await harness.softphone(name, 'another one, of the next session');
      await answered({ name, phone });
    });

    test('a citizen is called by the trunk, with the number that we may show', async () => {
      await start();
      const phone = harness.outside(citizen);
      const destination = { to: 'outside', number: new Sensitive('telefono', citizen) } as const;
      const [{ leg, log }, ringing] = await Promise.all([place(destination), phone.next()]);
      expect(ringing.from).toBe('0612345678');
      const person = await ringing.answer();
      people.push(person);
      await log.has('answered');
      const heard = person.heardMs;
      await leg.play('p1', [harness.media.long]);
      await log.has('started p1');
      if (harness.real) await person.untilHeard(heard + 200);
      await person.hangUp();
      await log.has('gone hung-up', 'ended p1 stopped');
    });

    test.each(['0612345678', '+39061234567890123', 'sip:someone@example.com', '+3906@elsewhere', ''])(
      'what is no number in E.164 is not called: %j',
      async (wrong) => {
        await start();
        const destination = { to: 'outside', number: new Sensitive('telefono', wrong) } as const;
        await expect(place(destination)).rejects.toMatchObject({ code: 'refused' });
      },
    );

    test('an id in use, or none, is refused', async () => {
      await start();
      const { name, phone } = await operator();
      const [{ leg }] = await Promise.all([
        place({ to: 'operator', softphone: name }, 20, fresh('mine')),
        phone.next(),
      ]);
      await expect(place({ to: 'operator', softphone: name }, 20, leg.id)).rejects.toMatchObject({
        code: 'refused',
      });
      await expect(place({ to: 'operator', softphone: name }, 20, 'a/b')).rejects.toMatchObject({
        code: 'refused',
      });
      await leg.hangUp('normal');
    });

    test('caller and operator in a bridge hear each other; out of it the caller hears music, and comes back', async () => {
      await start();
      const { call, person } = await caller();
      const other = await answered();
      await call.channel.startMusic();
      await person.untilHeard(person.heardMs + 200);
      const { bridge, log } = await bridged(call.channel, other.leg);
      await isHeard(person, other.person);
      await isHeard(other.person, person);
      // Keys are told while they talk.
      await person.press(['4']);
      await call.has('key 4');

      await bridge.remove(call.channel);
      await bridge.remove(call.channel);
      await log.has(`left ${call.channel.id}`);
      await call.channel.startMusic();
      await person.untilHeard(person.heardMs + 200);
      await bridge.add(call.channel);
      await person.silence();
      await isHeard(other.person, person);

      await bridge.destroy();
      await bridge.destroy();
      await log.has('destroyed');
      expect(log.lines.at(-1)).toBe('destroyed');
      await expect(bridge.add(call.channel)).rejects.toMatchObject({ code: 'channel-gone' });
      // Both are still there.
      await call.channel.play('p1', [harness.media.short]);
      await other.leg.play('p2', [harness.media.short]);
      await Promise.all([call.has('ended p1 finished'), other.log.has('ended p2 finished')]);
    });

    test('music gives way to what is played and comes back after it, until it is stopped', async () => {
      await start();
      const { call, person } = await caller();
      await call.channel.startMusic();
      await person.untilHeard(person.heardMs + 200);
      await call.channel.play('p1', [harness.media.short]);
      await call.channel.play('p2', [harness.media.short]);
      await call.has('ended p2 finished');
      await person.untilHeard(person.heardMs + 600);
      await call.channel.stopMusic();
      await person.silence();
      await call.channel.stopMusic();
      await call.channel.play('p3', [harness.media.short]);
      await call.has('ended p3 finished');
      await person.silence();
    });

    test('who hangs up leaves the bridge; the other stays', async () => {
      await start();
      const { call, person } = await caller();
      const other = await answered();
      const { bridge, log } = await bridged(call.channel, other.leg);
      await other.person.hangUp();
      await Promise.all([other.log.has('gone hung-up'), log.has(`left ${other.leg.id}`)]);
      await expect(bridge.add(other.leg)).rejects.toMatchObject({ code: 'channel-gone' });
      await person.press(['6']);
      await call.has('key 6');
      await bridge.destroy();
    });

    test('three talk, and one goes over to another bridge', async () => {
      await start();
      const { call, person } = await caller();
      const [first, second] = [await answered(), await answered()];
      const conference = await bridged(call.channel, first.leg, second.leg);
      await isHeard(person, first.person, second.person);
      await isHeard(second.person, person, first.person);
      const consult = await bridged(second.leg);
      await conference.log.has(`left ${second.leg.id}`);
      await isHeard(first.person, person);
      await Promise.all([conference.bridge.destroy(), consult.bridge.destroy()]);
    });

    test('everybody in a bridge hears what is played to it, and it is recorded until that is stopped', async () => {
      await start();
      const { call, person } = await caller();
      const other = await answered();
      const { bridge, log } = await bridged(call.channel, other.leg);
      const name = fresh('contract/conversation');
      await bridge.record(name, { maxSeconds: 60, beep: false });
      await bridge.play('b1', [harness.media.short]);
      await log.has('started b1', 'ended b1 finished');
      await bridge.play('b2', [harness.media.long]);
      await log.has('started b2');
      await bridge.stop('b2');
      await bridge.stop('b2');
      await log.has('ended b2 stopped');
      await isHeard(person, other.person);
      await bridge.stopRecording(name);
      await log.has(`recorded ${name} finished`);
      await bridge.stopRecording(name);
      const audio = await harness.stored.read(name, 10_000_000);
      expect(audio?.subarray(0, 4)).toBeDefined();
      expect(log.lines.filter((line) => /^(entered|left)/.test(line))).toHaveLength(2);
      await harness.stored.remove(name);
      await bridge.destroy();
    });

    test('a supervisor listens, whispers to the operator alone, barges in; the spy goes with its channel', async () => {
      await start();
      const { call, person } = await caller();
      const [other, supervisor] = [await answered(), await answered()];
      const conversation = await bridged(call.channel, other.leg);
      const log = new Log();
      const spy = await other.leg.snoop({ id: fresh('spy'), listen: 'both', whisper: true }, log.leg);
      const listening = await bridged(spy, supervisor.leg);
      await isHeard(person, supervisor.person, other.person);
      await isHeard(other.person, supervisor.person, person);
      const heard = person.heardMs;
      await isHeard(supervisor.person, other.person);
      // What the operator hears went nowhere else.
      expect(person.heardMs - heard).toBeLessThan(100);

      await conversation.bridge.add(supervisor.leg);
      await isHeard(supervisor.person, person, other.person);
      await other.person.hangUp();
      await log.has('gone hung-up');
      await Promise.all([conversation.bridge.destroy(), listening.bridge.destroy()]);
    });

    test('a spy that only listens is not heard, and one that listens to one side hears that one', async () => {
      await start();
      const { call, person } = await caller();
      const [other, supervisor] = [await answered(), await answered()];
      const conversation = await bridged(call.channel, other.leg);
      const log = new Log();
      const spy = await other.leg.snoop({ id: fresh('spy'), listen: 'said', whisper: false }, log.leg);
      const listening = await bridged(spy, supervisor.leg);
      await isHeard(other.person, supervisor.person);
      const heard = supervisor.person.heardMs;
      await isHeard(person, other.person);
      expect(supervisor.person.heardMs - heard).toBeLessThan(100);
      await spy.hangUp('normal');
      await log.has('gone hung-up');
      await isHeard(person, other.person);
      await Promise.all([conversation.bridge.destroy(), listening.bridge.destroy()]);
    });

    test('a link that is lost and comes back: they talk on, and what was missed is told', async () => {
      await start();
      const { call, person } = await caller();
      const [first, second] = [await answered(), await answered()];
      const { bridge, log } = await bridged(call.channel, first.leg, second.leg);
      harness.cutLink();
      await engine.until(() => engine.links.at(-1) === false);
      await expect(bridge.remove(first.leg)).rejects.toMatchObject({ code: 'unavailable' });
      await expect(telephony.bridges()).rejects.toMatchObject({ code: 'unavailable' });
      await isHeard(first.person, person, second.person);
      await second.person.hangUp();
      harness.restoreLink();
      await engine.until(() => engine.links.at(-1) === true);
      await log.has(`left ${second.leg.id}`);
      await Promise.race([second.log.has('gone lost'), second.log.has('gone hung-up')]);
      expect(first.log.end).toBeUndefined();
      expect(await telephony.bridges()).toContainEqual({
        id: bridge.id,
        channels: expect.arrayContaining([call.channel.id, first.leg.id]),
      });
      await bridge.remove(first.leg);
      await log.has(`left ${first.leg.id}`);
      await bridge.destroy();
      await log.has('destroyed');
    });

    test('a leg that is answered while the link is away is told to be, or was lost', async () => {
      await start();
      const { name, phone } = await operator();
      const [{ leg, log }, ringing] = await Promise.all([
        place({ to: 'operator', softphone: name }),
        phone.next(),
      ]);
      await log.has('ringing');
      harness.cutLink();
      await engine.until(() => engine.links.at(-1) === false);
      people.push(await ringing.answer());
      harness.restoreLink();
      await Promise.race([log.has('answered'), log.has('gone lost')]);
      if (log.end !== undefined) return;
      await leg.hangUp('normal');
      await log.has('gone hung-up');
    });

    test('an engine that comes back under its name finds its legs and its bridges; they talked on', async () => {
      const name = await start();
      const { call, person } = await caller();
      const other = await answered();
      const { bridge } = await bridged(call.channel, other.leg);
      const before = engine.found.length;
      await started.pop()?.close();
      await isHeard(person, other.person);

      await start(name);
      await engine.until(() => engine.calls.length === 1 && engine.found.length === before + 1);
      const found = engine.found[before];
      expect(found?.leg).toMatchObject({ answered: true, leg: { id: other.leg.id } });
      expect(await telephony.bridges()).toContainEqual({
        id: bridge.id,
        channels: expect.arrayContaining([call.channel.id, other.leg.id]),
      });
      const log = new Log();
      const taken = await telephony.bridge(bridge.id, log.bridge);
      await log.has(`entered ${call.channel.id}`, `entered ${other.leg.id}`);
      if (found === undefined) throw new Error('no leg was found');
      await taken.remove(found.leg.leg);
      await log.has(`left ${other.leg.id}`);
      await other.person.hangUp();
      await engine.until(() => found.events.some((event) => event.type === 'gone'));
      await taken.destroy();
      await log.has('destroyed');
    });

    test('a recording that an engine leaves is taken up: its end is told, also when it is over already', async () => {
      const name = await start();
      const { call, person } = await caller();
      const { bridge } = await bridged(call.channel);
      const recording = fresh('recording');
      await bridge.record(recording, { maxSeconds: 60, beep: false });
      await person.speak(1_000);
      await started.pop()?.close();

      await start(name);
      const log = new Log();
      const taken = await telephony.bridge(bridge.id, log.bridge);
      await taken.takeUpRecording(recording);
      expect(log.lines.filter((line) => line.startsWith('recorded'))).toEqual([]);
      await taken.stopRecording(recording);
      await log.has(`recorded ${recording} finished`);
      await started.pop()?.close();

      await start(name);
      const later = new Log();
      const again = await telephony.bridge(bridge.id, later.bridge);
      await again.takeUpRecording(recording);
      await later.has(`recorded ${recording} finished`);
      const unknown = fresh('recording');
      await again.takeUpRecording(unknown);
      await later.has(`recorded ${unknown} failed`);
      await again.destroy();
      await later.has('destroyed');
      await harness.stored.remove(recording);
    });

    test('a bridge that another engine has made is taken up by its id', async () => {
      await start();
      const { call } = await caller();
      const { bridge } = await bridged(call.channel);
      await start();
      const log = new Log();
      const taken = await telephony.bridge(bridge.id, log.bridge);
      await log.has(`entered ${call.channel.id}`);
      const other = await answered();
      await taken.add(other.leg);
      await log.has(`entered ${other.leg.id}`);
      await taken.destroy();
      await log.has('destroyed');
    });
  });
}
