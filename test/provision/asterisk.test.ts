import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startAsterisk } from '../../src/provision/start-asterisk.ts';
import { startTestAsterisk, type TestAsterisk, testTools } from '../support/parts.ts';
import { rawEngine } from '../support/raw-engine.ts';
import { invite } from '../support/sip-probe.ts';

let asterisk: TestAsterisk;

beforeAll(async () => {
  asterisk = await startTestAsterisk();
}, 600_000);

afterAll(async () => {
  await asterisk?.stop();
});

const engine = (application: string) => rawEngine(asterisk, application);

test('a call is offered to engines and the one that claims it is told every number that was dialled', async () => {
  const application = await engine('centralino-1');
  const broadcast = application.next('CallBroadcast');
  const started = application.next('StasisStart');
  const call = await invite({
    from: '127.0.0.1',
    sipPort: asterisk.sipPort,
    number: '+39803164',
    headers: [
      'P-Called-Party-ID: <tel:+390616416400>',
      'Diversion: <sip:800434320@carrier.example>;reason=unconditional',
    ],
  });
  const { channel } = await broadcast;
  const claimed = await application.request(
    'POST',
    `events/claim?channelId=${channel?.id}&application=centralino-1`,
  );
  expect(claimed.status).toBe(204);
  expect((await started).args).toEqual(['+39803164', '+390616416400', '800434320', '+39803164']);
  await application.request('POST', `channels/${channel?.id}/answer`);
  const answer = await call.next(/200 OK/);
  expect(answer).toContain('c=IN IP4 127.0.0.1');
  await application.request('DELETE', `channels/${channel?.id}`);
  await call.next(/^BYE/);
  call.close();
  application.close();
});

test('headers cannot break out of their argument', async () => {
  const application = await engine('centralino-2');
  const broadcast = application.next('CallBroadcast');
  const started = application.next('StasisStart');
  const call = await invite({
    from: '127.0.0.1',
    sipPort: asterisk.sipPort,
    number: '803164',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dialplan, not JavaScript
    headers: ['P-Called-Party-ID: "),Hangup(${EXTEN}):x" <sip:12"${SHELL(id)}:99@h.example>'],
  });
  const { channel } = await broadcast;
  await application.request('POST', `events/claim?channelId=${channel?.id}&application=centralino-2`);
  const { args } = await started;
  expect(args).toHaveLength(4);
  expect(args?.join('')).toMatch(/^[0-9+]*$/);
  expect(args?.[0]).toBe('803164');
  await application.request('DELETE', `channels/${channel?.id}`);
  await call.next(/^SIP\/2.0 [456]/);
  call.close();
  application.close();
});

test('when no engine claims the call the caller hears the apology, then congestion', async () => {
  const call = await invite({ from: '127.0.0.1', sipPort: asterisk.sipPort, number: '803164' });
  const heard = call.audio(20);
  await call.next(/200 OK/);
  const loud = (await heard).filter((payload) => new Set(payload).size > 8);
  expect(loud.length).toBeGreaterThan(0);
  const bye = await call.next(/^BYE/);
  expect(bye).toMatch(/Reason: Q\.850;\s?cause=42/);
  call.close();
});

test('an engine whose name does not match is not offered calls', async () => {
  const other = await engine('benchmark-1');
  const offered: string[] = [];
  void other.next('CallBroadcast').then(() => offered.push('CallBroadcast'));
  const call = await invite({ from: '127.0.0.1', sipPort: asterisk.sipPort, number: '803164' });
  await call.next(/^BYE/);
  expect(offered).toEqual([]);
  call.close();
  other.close();
});

test('strangers get 401 and no channel', async () => {
  const call = await invite({ from: '127.0.0.2', sipPort: asterisk.sipPort, number: '803164' });
  await call.next(/^SIP\/2.0 401/);
  const application = await engine('centralino-3');
  const channels = await application.request('GET', 'channels');
  expect(await channels.json()).toEqual([]);
  call.close();
  application.close();
});

test('ARI refuses a wrong password', async () => {
  const response = await fetch(`${asterisk.ariUrl}/ari/channels`, {
    headers: { authorization: `Basic ${Buffer.from('centralino:wrong').toString('base64')}` },
  });
  expect(response.status).toBe(401);
});

test('the log holds no error and no caller', async () => {
  const log = await readFile(join(asterisk.dataDir, 'asterisk/logs/messages'), 'utf8');
  expect(log).not.toMatch(/ERROR/);
  expect(log).not.toMatch(/caller|803164/);
});

test('a taken port is named together with the option that changes it', async () => {
  const { asterisk: tool } = await testTools();
  const again = startAsterisk({ ...asterisk, tool, templatesDir: 'unused' });
  await expect(again).rejects.toThrow(`SIP port ${asterisk.sipPort} (UDP on 127.0.0.1) is taken`);
  await expect(again).rejects.toThrow('--sip-port');
});
