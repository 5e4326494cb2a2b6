/** The contract of src/telephony, and what only a real Asterisk can show, on real parts. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { startTcpProxy } from '../src/faults/tcp-proxy.ts';
import { type AsteriskOptions, AsteriskTelephony } from '../src/telephony/asterisk/asterisk-telephony.ts';
import { ContractEngine, telephonyContract } from '../src/telephony/telephony.contract.ts';
import { testPort } from './support/parts.ts';
import {
  type AsteriskHarness,
  openAsterisk,
  openSimulated,
  plainStasisNumber,
} from './support/telephony-harness.ts';
import { until } from './support/until.ts';

telephonyContract('simulated', openSimulated);
telephonyContract('Asterisk over one WebSocket', () => openAsterisk('websocket'));
telephonyContract('Asterisk through ari-client', () => openAsterisk('ari-client'));

describe.each<AsteriskOptions['transport']>(['websocket', 'ari-client'])('Asterisk, %s', (transport) => {
  let harness: AsteriskHarness;

  beforeAll(async () => {
    harness = await openAsterisk(transport);
  }, 300_000);

  afterAll(async () => {
    await harness?.close();
  });

  async function withEngine(
    name: string,
    body: (engine: ContractEngine, telephony: AsteriskTelephony) => Promise<void>,
  ): Promise<void> {
    const engine = new ContractEngine();
    const telephony = harness.engine(name);
    await telephony.start(engine.handlers);
    try {
      await body(engine, telephony);
    } finally {
      await telephony.close();
    }
  }

  test('of callers who come at once no more are claimed than there is room for', async () => {
    const engine = new ContractEngine();
    // No claim leaves before several calls were offered, as where Asterisk takes its time to answer the first.
    let letGo: () => void = () => {};
    let gate: Promise<void> | undefined = new Promise((resolve) => {
      letGo = resolve;
    });
    const telephony = new AsteriskTelephony(
      { ...harness.options('small'), gate: () => gate },
      pino({ level: 'silent' }),
    );
    let asked = 0;
    let most = 0;
    await telephony.start({
      ...engine.handlers,
      accepts: () => {
        asked += 1;
        if (asked === 4) {
          gate = undefined;
          letGo();
        }
        most = Math.max(most, engine.calls.length + telephony.claims);
        return engine.calls.length + telephony.claims < 2;
      },
    });
    try {
      const callers = Array.from({ length: 8 }, (_, index) =>
        harness.dial({ to: '803164', from: `061234567${index}` }),
      );
      // Those whom nobody takes hear the dialplan, which closes the line.
      const left = callers.map((caller) => caller.ended);
      await engine.until(() => engine.calls.length === 2);
      let gone = 0;
      for (const end of left) void end.then(() => (gone += 1));
      await until('the others are gone', () => gone === 6);
      expect({ asked, most, calls: engine.calls.length, claims: telephony.claims }).toEqual({
        asked: 8,
        most: 2,
        calls: 2,
        claims: 0,
      });
      await Promise.all(engine.calls.map(({ channel }) => channel.hangUp('normal')));
      await Promise.all(left);
    } finally {
      await telephony.close();
    }
  }, 60_000);

  test('Asterisk is killed and comes back: its calls are hung up, none is left, a new one works', async () => {
    await withEngine('killed', async (engine, telephony) => {
      harness.dial({ to: '803164', from: '0612345678' });
      const lost = await engine.call(0);
      await lost.channel.answer();
      const recordOptions = {
        maxSeconds: 30,
        maxSilenceSeconds: 0,
        beep: false,
        terminateOn: 'none',
      } as const;
      await lost.channel.play('p1', [harness.media.long]);
      await lost.channel.record('killed', recordOptions);
      const underWay = Array.from({ length: 50 }, (_, index) => lost.channel.stop(`never-${index}`));
      await harness.kill();
      const settled = await Promise.allSettled(underWay);
      const errors = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      for (const error of errors) expect(error).toMatchObject({ code: 'unavailable' });
      await engine.until(() => engine.links.at(-1) === false);
      expect(telephony.linkUp).toBe(false);
      await expect(lost.channel.play('p2', [harness.media.short])).rejects.toMatchObject({
        code: 'unavailable',
      });
      await harness.revive();
      await lost.has('hang-up');
      expect(lost.log.at(-1)).toBe('hang-up');
      expect(lost.log).toContain('ended p1 stopped');
      expect(telephony.channelCount).toBe(0);
      const caller = harness.dial({ to: '803164', from: '0612345678' });
      const fresh = await engine.call(1);
      await fresh.channel.answer();
      await caller.connected;
      await caller.press(['8']);
      await fresh.has('key 8');
      await caller.hangUp();
      await fresh.has('hang-up');
      expect(telephony.channelCount).toBe(0);
    });
  }, 60_000);

  test('a link that falls silent without closing is noticed and replaced', async () => {
    await withEngine('frozen', async (engine) => {
      const caller = harness.dial({ to: '803164', from: '0612345678' });
      const call = await engine.call(0);
      await call.channel.answer();
      await caller.connected;
      harness.proxy.freeze();
      await engine.until(() => engine.links.length === 3);
      expect(engine.links).toEqual([true, false, true]);
      await caller.press(['6']);
      await call.has('key 6');
      await caller.hangUp();
      await call.has('hang-up');
    });
  });

  test('a call that the dialplan hands over without a broadcast is taken', async () => {
    await withEngine('plain', async (engine) => {
      engine.accepting = false;
      const caller = harness.dial({ to: plainStasisNumber, from: '0612345678' });
      const call = await engine.call(0);
      expect(call.offer.dialled).toEqual([plainStasisNumber]);
      await call.channel.answer();
      await caller.connected;
      await caller.hangUp();
      await call.has('hang-up');
    });
  });

  test('who stood still when a call came takes it when it knows what is its own', async () => {
    const engine = new ContractEngine();
    let doubt: Promise<void> | undefined;
    const telephony = new AsteriskTelephony(
      { ...harness.options('stood-still'), gate: () => doubt },
      pino({ level: 'silent' }),
    );
    await telephony.start({
      ...engine.handlers,
      accepts: () => {
        // It is found out after the call was offered, and before Asterisk gives it to nobody.
        doubt = new Promise((resolve) => {
          setImmediate(() => {
            doubt = undefined;
            resolve();
          });
        });
        return true;
      },
    });
    try {
      const caller = harness.dial({ to: '803164', from: '0612345678' });
      const call = await engine.call(0);
      await call.channel.answer();
      await caller.connected;
      await caller.hangUp();
      await call.has('hang-up');
    } finally {
      await telephony.close();
    }
  });

  test('a wrong password is refused in words', async () => {
    const telephony = new AsteriskTelephony(
      { ...harness.options('wrong-password'), password: 'not the password' },
      pino({ level: 'silent' }),
    );
    await expect(telephony.start(new ContractEngine().handlers)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('ari.conf'),
    });
    await telephony.close();
  });

  test('an Asterisk that is too old is refused in words', async () => {
    // The real one, whose answer says on the way that it is 20.
    const liar = await startTcpProxy(await testPort(), harness.ariPort, ['"22.', '"20.']);
    const telephony = new AsteriskTelephony(
      { ...harness.options('old'), url: `http://127.0.0.1:${liar.port}` },
      pino({ level: 'silent' }),
    );
    await expect(telephony.start(new ContractEngine().handlers)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/Asterisk 20\.\d+ is too old: install 22\.7 or newer/),
    });
    await telephony.close();
    await liar.close();
  });

  test('an Asterisk that is not there yet is waited for, and the waiting can be given up', async () => {
    const telephony = new AsteriskTelephony(
      { ...harness.options('waiting'), url: `http://127.0.0.1:${await testPort()}` },
      pino({ level: 'silent' }),
    );
    const start = telephony.start(new ContractEngine().handlers);
    await telephony.close();
    await expect(start).rejects.toMatchObject({ code: 'unavailable' });
    harness.cutLink();
    const engine = new ContractEngine();
    const late = harness.engine('late');
    const started = late.start(engine.handlers);
    expect(late.linkUp).toBe(false);
    harness.restoreLink();
    await started;
    expect(late.linkUp).toBe(true);
    await late.close();
  });

  test('two engines of one name: the later has the calls, the earlier takes the name back and keeps its own', async () => {
    await withEngine('twin', async (engine) => {
      const caller = harness.dial({ to: '803164', from: '0612345678' });
      const call = await engine.call(0);
      await call.channel.answer();
      await caller.connected;
      const rival = new ContractEngine();
      const telephony = harness.engine('twin');
      await telephony.start(rival.handlers);
      expect((await rival.call(0)).channel.id).toBe(call.channel.id);
      await telephony.close();
      await engine.until(() => engine.links.at(-1) === true && engine.links.length >= 3);
      await caller.press(['2']);
      await call.has('key 2');
      await caller.hangUp();
      await call.has('hang-up');
    });
  });

  test('nothing that is logged holds a number of a caller or a key', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line) => lines.push(line) });
    const telephony = new AsteriskTelephony(harness.options('logged'), logger);
    const engine = new ContractEngine();
    await telephony.start(engine.handlers);
    const caller = harness.dial({ to: '803164', from: '0698765432' });
    const call = await engine.call(0);
    await call.channel.answer();
    await caller.connected;
    await expect(call.channel.play('p', [{ kind: 'file', path: 'relative.wav' }])).rejects.toThrow();
    await caller.hangUp();
    await call.has('hang-up');
    await telephony.close();
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('')).not.toContain('0698765432');
    expect(JSON.stringify(call.offer)).not.toContain('0698765432');
  });
});
