/** Legs, bridges, music and spies: the contract of src/telephony on each driver, with real phones where it is real. */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { authorize, parseChallenge } from '../src/caller/digest.ts';
import { Sensitive } from '../src/privacy/sensitive.ts';
import type { AsteriskTelephony } from '../src/telephony/asterisk/asterisk-telephony.ts';
import { conversationContract } from '../src/telephony/conversation.contract.ts';
import type { LegEvent } from '../src/telephony/port.ts';
import { ContractEngine } from '../src/telephony/telephony.contract.ts';
import { invite } from './support/sip-probe.ts';
import { type AsteriskHarness, openAsterisk, openSimulated } from './support/telephony-harness.ts';
import { until } from './support/until.ts';

conversationContract('simulated', openSimulated);
conversationContract('Asterisk over one WebSocket', () => openAsterisk('websocket'));
conversationContract('Asterisk through ari-client', () => openAsterisk('ari-client'));

const password = 'a password of this session';

describe('Asterisk and its softphones', () => {
  let harness: AsteriskHarness;
  let engine: ContractEngine;
  let telephony: AsteriskTelephony;

  beforeAll(async () => {
    harness = await openAsterisk('websocket');
    engine = new ContractEngine();
    telephony = harness.engine('softphones');
    await telephony.start(engine.handlers);
  }, 300_000);

  afterAll(async () => {
    await telephony?.close();
    await harness?.close();
  });

  /** Calls as a softphone, with its password. @returns the first line of the final answer */
  async function callAs(user: string, number: string): Promise<string> {
    const probe = await invite({ from: '127.0.0.1', sipPort: harness.sipPort, number, user });
    const challenge = parseChallenge(/^WWW-Authenticate: (.*)$/im.exec(await probe.next(/ 401 /))?.[1] ?? '');
    if (challenge === undefined) throw new Error('no challenge');
    const uri = `sip:${number}@127.0.0.1:${harness.sipPort}`;
    probe.again([`Authorization: ${authorize(challenge, { user, password }, 'INVITE', uri)}`]);
    const answer = await probe.next(/^SIP\/2\.0 [2-6]/);
    probe.close();
    return answer.split('\r\n')[0] ?? '';
  }

  test('a softphone, with its password, can call nobody: no line, no operator, no number outside', async () => {
    await telephony.enrol({ name: 'caged', password, kind: 'sip' });
    await telephony.enrol({ name: 'other', password, kind: 'sip' });
    await harness.softphone('other', password);
    for (const number of ['803164', 'other', '+390698765432', 's', 'h', 'i', '*8', 'outside'])
      expect(await callAs('caged', number)).toBe('SIP/2.0 404 Not Found');
    expect(engine.calls).toHaveLength(0);
  });

  test('nobody is one of the patterns, the way out, or an operator without the password', async () => {
    for (const user of ['softphone-sip', 'softphone-webrtc', 'outside', 'trunk']) {
      // Taken for the trunk, by its address: so the call is one of the trunk's, whatever name it gives.
      const calls = engine.calls.length;
      const probe = await invite({ from: '127.0.0.1', sipPort: harness.sipPort, number: '803164', user });
      await engine.until(() => engine.calls.length > calls);
      await engine.calls.at(-1)?.channel.hangUp('normal');
      await probe.next(/^SIP\/2\.0 [2-6]/);
      probe.close();
      // From anywhere else it is nobody's.
      const stranger = await invite({ from: '127.0.0.2', sipPort: harness.sipPort, number: '803164', user });
      await stranger.next(/ 401 /);
      stranger.close();
    }
  });

  test('a browser, from an address that is none of the trunk, calls as nobody', async () => {
    const socket = new WebSocket(harness.softphonesUrl, 'sip', { localAddress: '127.0.0.7' });
    await once(socket, 'open');
    const answers: string[] = [];
    socket.on('message', (data) => answers.push(data.toString().split('\r\n')[0] ?? ''));
    const request = (method: string) =>
      [
        `${method} sip:803164@127.0.0.1 SIP/2.0`,
        `Via: SIP/2.0/WS x.invalid;branch=z9hG4bK${method}`,
        'Max-Forwards: 70',
        'From: <sip:0699999999@centralino>;tag=1',
        'To: <sip:803164@127.0.0.1>',
        `Call-ID: ${method}`,
        `CSeq: 1 ${method}`,
        'Contact: <sip:x@x.invalid;transport=ws>',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n');
    const calls = engine.calls.length;
    // Two in one frame: Asterisk takes both, whatever a proxy thinks of the first.
    socket.send(request('OPTIONS') + request('INVITE'));
    await until('two answers', () => answers.length >= 2);
    expect(answers.every((answer) => answer.startsWith('SIP/2.0 401 '))).toBe(true);
    expect(engine.calls).toHaveLength(calls);
    socket.terminate();
  });

  test('an operator whose phone is gone without a word is given up, and it is told as that', async () => {
    await telephony.enrol({ name: 'vanishing', password, kind: 'sip' });
    const phone = await harness.softphone('vanishing', password);
    const events: LegEvent[] = [];
    const destination = { to: 'operator', softphone: 'vanishing' } as const;
    const [, ringing] = await Promise.all([
      telephony.originate(
        { id: 'vanishing-leg', destination, callerId: undefined, ringSeconds: 20 },
        (event) => events.push(event),
      ),
      phone.next(),
    ]);
    const person = await ringing.answer();
    await until('the answer', () => events.some((event) => event.type === 'answered'));
    await person.vanish();
    await until('the end', () => events.at(-1)?.type === 'gone');
    expect(events.at(-1)).toEqual({ type: 'gone', end: 'hung-up', cause: 'channel-unavailable' });
  }, 60_000);

  test('no file holds a password or a softphone', async () => {
    await telephony.enrol({ name: 'unwritten', password, kind: 'webrtc' });
    expect(await harness.written()).not.toMatch(/unwritten|a password of this session/);
  });

  test('Asterisk is killed and comes back: bridges and legs have ended, softphones are known again', async () => {
    await telephony.enrol({ name: 'back-again', password, kind: 'sip' });
    const phone = await harness.softphone('back-again', password);
    const legs: LegEvent[] = [];
    const bridges: string[] = [];
    const [leg, ringing] = await Promise.all([
      telephony.originate(
        {
          id: 'killed-leg',
          destination: { to: 'operator', softphone: 'back-again' },
          callerId: new Sensitive('telefono', '0612345678'),
          ringSeconds: 20,
        },
        (event) => legs.push(event),
      ),
      phone.next(),
    ]);
    await ringing.answer();
    const bridge = await telephony.bridge('killed-bridge', (event) => bridges.push(event.type));
    await until('the answer', () => legs.some((event) => event.type === 'answered'));
    await bridge.add(leg);
    await harness.kill();
    await engine.until(() => engine.links.at(-1) === false);
    await harness.revive();
    await engine.until(() => engine.links.at(-1) === true);
    await until('the end', () => bridges.at(-1) === 'destroyed' && legs.at(-1)?.type === 'gone');
    expect(legs.at(-1)).toMatchObject({ end: 'lost' });
    expect(bridges).toEqual(['entered', 'left', 'destroyed']);
    expect(await telephony.bridges()).toEqual([]);
    // It registers again, and tries until it can, as a phone does that lost its server.
    await until('the registration', () => harness.softphone('back-again', password).catch(() => false));
  }, 60_000);
});

describe('an Asterisk without a way out', () => {
  test('a number outside is refused in words', async () => {
    const harness = await openAsterisk('websocket', false);
    const telephony = harness.engine('inside');
    await telephony.start(new ContractEngine().handlers);
    const destination = { to: 'outside', number: new Sensitive('telefono', '+390698765432') } as const;
    await expect(
      telephony.originate({ id: 'out', destination, callerId: undefined, ringSeconds: 5 }, () => {}),
    ).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('TRUNK_CONTACT') });
    await telephony.close();
    await harness.close();
  }, 60_000);
});
