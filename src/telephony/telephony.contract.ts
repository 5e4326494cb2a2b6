/**
 * How every driver must behave: one suite, run by test/telephony.test.ts against each of them. Legs and bridges are in
 * conversation.contract.ts.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  CallOffer,
  Channel,
  ChannelEvent,
  ChannelListener,
  Digit,
  FoundLeg,
  LegEvent,
  Media,
  StoredRecordings,
  Telephony,
  TelephonyHandlers,
} from './port.ts';

/** The caller's end of a call under test. */
export interface ContractCall {
  /** Resolves when the caller has audio: at the answer, or at early media. */
  readonly connected: Promise<void>;
  readonly ended: Promise<void>;
  press(keys: readonly Digit[]): Promise<void>;
  hangUp(): Promise<void>;
  /** Resolves when the caller has heard something and hears nothing any more. */
  silence(): Promise<void>;
  /** Speaks for so long; resolves when all was said. */
  speak(ms: number): Promise<void>;
  /** How much sound was heard so far, in ms. */
  readonly heardMs: number;
  /** Resolves when so much was heard in all; rejects when that does not come about. */
  untilHeard(ms: number): Promise<void>;
}

/** A leg that rings at a phone under test. */
export interface ContractRinging {
  /** The number that is shown. */
  readonly from: string;
  readonly reference: string | undefined;
  readonly ended: Promise<void>;
  answer(): Promise<ContractCall>;
  refuse(how: 'busy' | 'refused'): void;
}

/** A phone under test that can be called. */
export interface ContractPhone {
  next(): Promise<ContractRinging>;
}

/** A network with callers, for one driver. */
export interface ContractHarness {
  /** A driver, not started. Two of one name are the same engine before and after a restart. */
  engine(name: string): Telephony;
  dial(options: { to: string; from: string }): ContractCall;
  /** An operator's softphone registers; rejects when the network refuses it. */
  softphone(name: string, password: string): Promise<ContractPhone>;
  /** The phone of the citizen who has this number (E.164). */
  outside(number: string): ContractPhone;
  /** `short` lasts under a second, `long` over a minute, `missing` is no file. */
  readonly media: { readonly short: Media; readonly long: Media; readonly missing: Media };
  /** Whether there is sound: a simulated network has only speech and music. */
  readonly real: boolean;
  hasRecording(name: string): boolean;
  readonly stored: StoredRecordings;
  /** Cuts the link between driver and network; calls go on. */
  cutLink(): void;
  restoreLink(): void;
  close(): Promise<void>;
}

const recordOptions = { maxSeconds: 30, maxSilenceSeconds: 0, beep: false, terminateOn: 'none' } as const;
const number = { to: '803164', from: '0612345678' };

/** A call as an engine sees it, with its events, which can be waited for. */
export class OfferedCall {
  readonly channel: Channel;
  readonly offer: CallOffer;
  readonly events: ChannelEvent[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(channel: Channel, offer: CallOffer) {
    this.channel = channel;
    this.offer = offer;
  }

  take(event: ChannelEvent): void {
    this.events.push(event);
    for (const check of this.#waiting) check();
  }

  /** Resolves once `condition` holds for the events so far. */
  until(condition: (events: readonly string[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!condition(this.log)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Resolves once each of these has happened. */
  async has(...wanted: string[]): Promise<void> {
    await this.until((events) => wanted.every((event) => events.includes(event)));
  }

  /** The events in short, e.g. `key 5`, `started p1`, `ended p1 stopped`, `hang-up`. */
  get log(): string[] {
    return this.events.map(inShort);
  }
}

function inShort(event: ChannelEvent): string {
  switch (event.type) {
    case 'key':
      return `key ${event.digit}`;
    case 'playback-started':
      return `started ${event.id}`;
    case 'playback-ended':
      return `ended ${event.id} ${event.outcome}`;
    case 'recording-ended':
      return `recorded ${event.name} ${event.outcome}`;
    case 'speech':
    case 'hang-up':
    case 'taken':
      return event.type;
  }
}

/** An engine that accepts calls and keeps what happens on them; for tests of any driver. */
export class ContractEngine {
  readonly calls: OfferedCall[] = [];
  readonly links: boolean[] = [];
  /** Legs that were found after a restart, with what happened on them since. */
  readonly found: { readonly leg: FoundLeg; readonly events: LegEvent[] }[] = [];
  accepting = true;
  #waiting: (() => void)[] = [];

  readonly handlers: TelephonyHandlers = {
    accepts: () => this.accepting,
    offered: (channel, offer): ChannelListener => {
      const call = new OfferedCall(channel, offer);
      this.calls.push(call);
      this.#notify();
      return (event) => call.take(event);
    },
    found: (leg) => {
      const events: LegEvent[] = [];
      this.found.push({ leg, events });
      this.#notify();
      return (event) => {
        events.push(event);
        this.#notify();
      };
    },
    linkChanged: (up) => {
      this.links.push(up);
      this.#notify();
    },
  };

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The call offered `index`-th, when it has come. */
  async call(index: number): Promise<OfferedCall> {
    await this.until(() => this.calls.length > index);
    const call = this.calls[index];
    if (call === undefined) throw new Error('no call was offered');
    return call;
  }

  #notify(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** Declares the contract's tests for one driver. */
export function telephonyContract(driver: string, open: () => Promise<ContractHarness>): void {
  describe(`telephony contract: ${driver}`, () => {
    let harness: ContractHarness;
    let started: Telephony[] = [];
    let dialled: ContractCall[] = [];
    let engines = 0;

    beforeAll(async () => {
      harness = await open();
    }, 300_000);

    afterEach(async () => {
      harness.restoreLink();
      await Promise.all(dialled.map((call) => call.hangUp().catch(() => {})));
      await Promise.all(started.map((telephony) => telephony.close()));
      started = [];
      dialled = [];
    });

    afterAll(async () => {
      await harness?.close();
    });

    async function start(name?: string): Promise<ContractEngine> {
      engines += 1;
      const engine = new ContractEngine();
      const telephony = harness.engine(name ?? `contract-${engines}`);
      started.push(telephony);
      await telephony.start(engine.handlers);
      return engine;
    }

    function dial(options = number): ContractCall {
      const call = harness.dial(options);
      dialled.push(call);
      return call;
    }

    /** A call that an engine of its own has answered. */
    async function answered(): Promise<{ engine: ContractEngine; caller: ContractCall; call: OfferedCall }> {
      const engine = await start();
      const caller = dial();
      const call = await engine.call(0);
      await call.channel.answer();
      await caller.connected;
      return { engine, caller, call };
    }

    test('a call is offered with the number dialled and the number of the caller, ringing', async () => {
      const engine = await start();
      const caller = dial();
      const { offer, channel } = await engine.call(0);
      expect(offer.dialled[0]).toBe('803164');
      expect(offer.caller?.reveal()).toBe('0612345678');
      expect(offer.state).toBe('ringing');
      await channel.hangUp('normal');
      await caller.ended;
    });

    test('a call that one engine does not accept goes to another', async () => {
      const full = await start();
      full.accepting = false;
      const free = await start();
      const caller = dial();
      const { channel } = await free.call(0);
      expect(full.calls).toHaveLength(0);
      await channel.hangUp('normal');
      await caller.ended;
    });

    test('of two engines exactly one gets each call', async () => {
      const [one, two] = [await start(), await start()];
      const callers = [dial(), dial(), dial(), dial()];
      const all = () => [...one.calls, ...two.calls];
      await Promise.race([one, two].map((engine) => engine.until(() => all().length >= 4)));
      await Promise.all(all().map((call) => call.channel.answer()));
      await Promise.all(callers.map((caller) => caller.connected));
      expect(new Set(all().map((call) => call.channel.id)).size).toBe(4);
      expect(all()).toHaveLength(4);
    });

    test('playbacks run one after another under the chosen ids, each begun and ended once', async () => {
      const { call } = await answered();
      const { short } = harness.media;
      await Promise.all([
        call.channel.play('p1', [short]),
        call.channel.play('p2', [short, { kind: 'silence', ms: 130 }, short]),
        call.channel.play('p3', [{ kind: 'silence', ms: 20 }]),
      ]);
      await call.has('ended p3 finished');
      expect(call.log).toEqual([
        'started p1',
        'ended p1 finished',
        'started p2',
        'ended p2 finished',
        'started p3',
        'ended p3 finished',
      ]);
    });

    test('a stop ends the playback that plays, and the next one begins', async () => {
      const { call } = await answered();
      await call.channel.play('p1', [harness.media.long]);
      await call.channel.play('p2', [harness.media.short]);
      await call.has('started p1');
      await call.channel.stop('p1');
      await call.has('ended p2 finished');
      expect(call.log).toEqual(['started p1', 'ended p1 stopped', 'started p2', 'ended p2 finished']);
    });

    test('a stop and the next play may be sent without waiting', async () => {
      const { call } = await answered();
      const { long, short } = harness.media;
      await Promise.all([
        call.channel.play('p1', [long]),
        call.channel.stop('p1'),
        call.channel.play('p2', [short]),
      ]);
      await call.has('ended p2 finished', 'ended p1 stopped');
    });

    test('a queued playback that is stopped never begins', async () => {
      const { call } = await answered();
      await call.channel.play('p1', [harness.media.long]);
      await call.channel.play('p2', [harness.media.long]);
      await call.channel.stop('p2');
      await call.has('started p1', 'ended p2 stopped');
      await call.channel.stop('p1');
      await call.channel.play('p3', [harness.media.short]);
      await call.has('ended p3 finished');
      expect(call.log).not.toContain('started p2');
      expect(call.log.filter((event) => event.startsWith('ended p2'))).toHaveLength(1);
    });

    test('to stop what is over, or never was, is no error', async () => {
      const { call } = await answered();
      await call.channel.play('p1', [harness.media.short]);
      await call.has('ended p1 finished');
      await call.channel.stop('p1');
      await call.channel.stop('never');
      expect(call.log).toEqual(['started p1', 'ended p1 finished']);
    });

    test('a missing file is reported as failed and the line goes on', async () => {
      const { call } = await answered();
      await call.channel.play('p1', [harness.media.missing]);
      await call.channel.play('p2', [harness.media.short]);
      await call.has('ended p2 finished');
      expect(call.log).toContain('ended p1 failed');
    });

    test('an empty playback and an id in use are refused', async () => {
      const { call } = await answered();
      await expect(call.channel.play('p1', [])).rejects.toMatchObject({ code: 'refused' });
      await call.channel.play('p2', [harness.media.long]);
      await expect(call.channel.play('p2', [harness.media.long])).rejects.toMatchObject({ code: 'refused' });
    });

    test('keys come in order, the same one twice too, with nothing playing or in the middle of a prompt', async () => {
      const { call, caller } = await answered();
      await caller.press(['1', '1', '#']);
      await call.channel.play('p1', [harness.media.long]);
      await caller.press(['5', '5', '0', '*']);
      await call.has('key *');
      const keys = call.log.filter((event) => event.startsWith('key'));
      expect(keys).toEqual(['key 1', 'key 1', 'key #', 'key 5', 'key 5', 'key 0', 'key *']);
    });

    test('a caller hangs up: what plays has ended, one hang-up, last; commands find the channel gone', async () => {
      const { call, caller } = await answered();
      await call.channel.play('p1', [harness.media.long]);
      await call.channel.play('p2', [harness.media.long]);
      await call.has('started p1');
      await caller.hangUp();
      await call.has('hang-up');
      expect(call.log).toContain('ended p1 stopped');
      expect(call.log).toContain('ended p2 stopped');
      for (const command of [
        () => call.channel.answer(),
        () => call.channel.play('p3', [harness.media.short]),
        () => call.channel.stop('p1'),
        () => call.channel.hangUp('normal'),
      ]) {
        await expect(command()).rejects.toMatchObject({ name: 'TelephonyError', code: 'channel-gone' });
      }
      expect(call.log.filter((event) => event === 'hang-up')).toHaveLength(1);
      expect(call.log.at(-1)).toBe('hang-up');
    });

    test('the engine hangs up: the caller hears the end, the engine gets one hang-up', async () => {
      const { call, caller } = await answered();
      await call.channel.hangUp('normal');
      await Promise.all([call.has('hang-up'), caller.ended]);
      expect(call.log).toEqual(['hang-up']);
    });

    test('an unanswered call can be turned away', async () => {
      const engine = await start();
      const caller = dial();
      const call = await engine.call(0);
      await call.channel.hangUp('busy');
      await Promise.all([call.has('hang-up'), caller.ended]);
    });

    test('a recording runs until it is stopped, and its file is there', async () => {
      const { call, caller } = await answered();
      await call.channel.record('contract/voice', recordOptions);
      await caller.press(['7']);
      await call.has('key 7');
      await call.channel.stopRecording('contract/voice');
      await call.has('recorded contract/voice finished');
      expect(harness.hasRecording('contract/voice')).toBe(true);
      await call.channel.stopRecording('contract/voice');
    });

    test('a recording is played back by its name, among other media, until it is removed', async () => {
      const { call, caller } = await answered();
      await call.channel.record('contract/replayed', recordOptions);
      // What plays nothing has failed: the recording lasts as long as these keys.
      await caller.press(['7', '7', '7', '7', '7', '7', '8']);
      await call.has('key 8');
      await call.channel.stopRecording('contract/replayed');
      await call.has('recorded contract/replayed finished');
      const recording: Media = { kind: 'recording', name: 'contract/replayed' };
      await call.channel.play('p1', [recording]);
      await call.channel.play('p2', [recording, harness.media.short]);
      await call.has('started p1', 'ended p1 finished', 'ended p2 finished');

      const { stored } = harness;
      expect(await stored.list()).toContain('contract/replayed');
      const audio = await stored.read('contract/replayed', 1_000_000);
      expect(audio?.byteLength).toBeGreaterThanOrEqual(44);
      await expect(stored.read('contract/replayed', 10)).rejects.toMatchObject({ code: 'refused' });
      await stored.remove('contract/replayed');
      await stored.remove('contract/replayed');
      expect(await stored.read('contract/replayed', 1_000_000)).toBeUndefined();
      expect(harness.hasRecording('contract/replayed')).toBe(false);
      // One that is gone is passed over, and the line goes on.
      await call.channel.play('p3', [recording, harness.media.short]);
      await call.has('ended p3 finished');
    });

    test('a key ends a recording that says so; a hang-up ends one too, before the hang-up is told', async () => {
      const { call, caller } = await answered();
      await call.channel.record('contract/key', { ...recordOptions, terminateOn: '#' });
      await caller.press(['#']);
      await call.has('recorded contract/key finished');
      await call.channel.record('contract/hang-up', recordOptions);
      await caller.hangUp();
      await call.has('hang-up');
      expect(call.log).toContain('recorded contract/hang-up finished');
      expect(call.log.at(-1)).toBe('hang-up');
    });

    test('early media: the caller hears and presses keys before the answer', async () => {
      const engine = await start();
      const caller = dial();
      const call = await engine.call(0);
      await call.channel.progress();
      await caller.connected;
      await call.channel.play('p1', [harness.media.short]);
      await call.has('ended p1 finished');
      await caller.press(['3']);
      await call.has('key 3');
      await call.channel.answer();
      await call.channel.play('p2', [harness.media.short]);
      await call.has('ended p2 finished');
    });

    test('a link that is lost and comes back: calls go on, and what was missed is reported', async () => {
      const { engine, caller, call } = await answered();
      const other = dial();
      const otherCall = await engine.call(1);
      await otherCall.channel.answer();
      await other.connected;
      await call.channel.play('p1', [harness.media.short]);
      await call.has('started p1');
      harness.cutLink();
      await engine.until(() => engine.links.at(-1) === false);
      await expect(call.channel.answer()).rejects.toMatchObject({ code: 'unavailable' });
      await Promise.all([other.hangUp(), caller.silence()]);
      harness.restoreLink();
      await engine.until(() => engine.links.at(-1) === true);
      await otherCall.has('hang-up');
      expect(otherCall.log).toEqual(['hang-up']);
      await call.has('ended p1 finished');
      await call.channel.play('p2', [harness.media.short]);
      await caller.press(['9']);
      await call.has('key 9', 'ended p2 finished');
      expect(engine.links).toEqual([true, false, true]);
      expect(engine.calls).toHaveLength(2);
    });

    test('a call that is hung up while the link is lost ends when it is back', async () => {
      const { engine, caller, call } = await answered();
      harness.cutLink();
      await engine.until(() => engine.links.at(-1) === false);
      await expect(call.channel.hangUp('normal')).rejects.toMatchObject({ code: 'unavailable' });
      harness.restoreLink();
      await Promise.all([caller.ended, call.has('hang-up')]);
    });

    test('an engine that comes back under its name is offered its calls, with the keys pressed since', async () => {
      const first = await start('contract-restart');
      const caller = dial();
      const before = await first.call(0);
      await before.channel.answer();
      await caller.connected;
      await before.channel.play('p1', [harness.media.long]);
      await before.has('started p1');
      await started.pop()?.close();
      const second = await start('contract-restart');
      const after = await second.call(0);
      expect(after.channel.id).toBe(before.channel.id);
      expect(after.offer.state).toBe('up');
      expect(after.offer.dialled).toContain('803164');
      await after.channel.stop('p1');
      await caller.press(['4', '2']);
      await after.has('key 4', 'key 2');
      await caller.hangUp();
      await after.has('hang-up');
    });
  });
}
