/** Our SIP caller against a real Asterisk: keys, hearing, and every way a call can end. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runLoad, SipCaller, wavFile } from '../src/caller/index.ts';
import { startTestAsterisk, type TestAsterisk, testDir } from './support/parts.ts';

/** 440 Hz. */
function tone(ms: number): Buffer {
  return wavFile(
    Int16Array.from({ length: ms * 8 }, (_, index) => 8000 * Math.sin((index * 440 * 2 * Math.PI) / 8000)),
  );
}

function dialplan(dir: string): string {
  return `
[trunk]
; reads keys into a file, then a second prompt, then the far end hangs up
exten => 9901,1,Answer()
 same => n,Read(KEYS,${dir}/long,40,,1,3)
 same => n,Set(FILE(${dir}/keys,,,)=\${KEYS})
 same => n,Playback(${dir}/short)
 same => n,Hangup(16)
exten => 9902,1,Hangup(17)
exten => 9903,1,Hangup(21)
exten => 9904,1,Ringing()
 same => n,Wait(30)
exten => 9905,1,Progress()
 same => n,Playback(${dir}/short,noanswer)
 same => n,Answer()
 same => n,Wait(30)
; a prompt, a key, the same prompt again
exten => 9906,1,Answer()
 same => n(again),Playback(${dir}/short)
 same => n,Read(KEY,,1,,1,30)
 same => n,Goto(again)
exten => 9907,1,Answer()
 same => n,Wait(1)
 same => n,Hangup(16)
exten => 9908,1,Answer()
 same => n,Playback(${dir}/long)
 same => n,Wait(30)
`;
}

let dir: { path: string; remove: () => Promise<void> };
let asterisk: TestAsterisk;
let caller: SipCaller;
const options = { from: '+390600000000', ringTimeoutMs: 10_000, sending: 'silence' } as const;

beforeAll(async () => {
  dir = await testDir();
  const extra = join(dir.path, 'asterisk/etc/extra');
  await mkdir(extra, { recursive: true });
  await writeFile(join(extra, 'modules-caller.conf'), 'load = app_read.so\nload = func_env.so\n');
  await writeFile(join(extra, 'extensions-caller.conf'), dialplan(dir.path));
  await writeFile(join(dir.path, 'long.wav'), tone(3000));
  await writeFile(join(dir.path, 'short.wav'), tone(400));
  asterisk = await startTestAsterisk({ dataDir: dir.path });
  caller = await SipCaller.open({
    server: { host: '127.0.0.1', port: asterisk.sipPort },
    bindAddress: '127.0.0.1',
  });
}, 600_000);

afterAll(async () => {
  await caller?.close();
  await asterisk?.stop();
  await dir?.remove();
});

describe('SipCaller on Asterisk', () => {
  test.each([
    ['PCMA', '111198764322210*0'],
    ['PCMU', '9876543210*1111'],
  ] as const)('%s: keys arrive once each and in order, and the prompts are heard', async (codec, keys) => {
    const call = await caller.call({ ...options, to: '9901', codec, recordSeconds: 30 });
    const began = await call.nextAudio({ afterTime: 0, timeoutMs: 5000 });
    const times = await call.press(keys);
    expect(times).toHaveLength(keys.length);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const last = times.at(-1) ?? began;
    expect(await call.nextAudio({ afterTime: last, timeoutMs: 10_000 })).toBeGreaterThan(last);
    expect(await call.ended).toMatchObject({ by: 'remote', cause: 16 });
    expect(await readFile(join(dir.path, 'keys'), 'utf8')).toBe(keys);
    expect(call.stats.received).toBeGreaterThan(20);
    expect(call.stats.lost).toBe(0);
    expect(call.heardMs).toBeGreaterThan(400);
    const samples = call.recording()?.subarray(44) ?? Buffer.alloc(0);
    expect(samples.some((byte) => byte > 16)).toBe(true);
  });

  test.each([
    ['9902', 486, 17],
    ['9903', 403, 21],
  ])('%s is refused with %d', async (to, status, cause850) => {
    await expect(caller.call({ ...options, to })).rejects.toMatchObject({ status, cause850 });
  });

  test('takes back a call that only rings', async () => {
    await expect(caller.call({ ...options, to: '9904', ringTimeoutMs: 300 })).rejects.toMatchObject({
      status: 408,
    });
    expect(caller.callCount).toBe(0);
  });

  test('hears early media, then the answer', async () => {
    const call = await caller.call({ ...options, to: '9905', until: 'early-media' });
    expect(call.answeredAt).toBeUndefined();
    const answered = new Promise<number>((resolve) => {
      call.once('answered', resolve);
    });
    const began = await call.nextAudio({ afterTime: 0, timeoutMs: 5000 });
    expect(await answered).toBeGreaterThan(began);
    await call.hangUp();
    expect(await call.ended).toMatchObject({ by: 'local' });
  });

  test('tells that a prompt ended, and hears the next one after a key', async () => {
    const call = await caller.call({ ...options, to: '9906' });
    await call.nextAudio({ afterTime: 0, timeoutMs: 5000 });
    await call.silence({ ms: 200, timeoutMs: 5000 });
    const before = call.heardMs;
    const [pressed = 0] = await call.press('5');
    expect(await call.nextAudio({ afterTime: pressed, timeoutMs: 5000 })).toBeGreaterThan(pressed);
    await call.silence({ ms: 200, timeoutMs: 5000 });
    expect(call.heardMs).toBeGreaterThan(before);
    await call.hangUp();
  });

  test('keeps from answering once it vanished, and still sees the far end give up', async () => {
    const call = await caller.call({ ...options, to: '9907' });
    call.vanish();
    await expect(call.press('1')).rejects.toThrow('ended');
    expect(await call.ended).toMatchObject({ by: 'remote' });
  });

  test('close hangs up what is still up', async () => {
    const other = await SipCaller.open({
      server: { host: '127.0.0.1', port: asterisk.sipPort },
      bindAddress: '127.0.0.1',
    });
    const call = await other.call({ ...options, to: '9908' });
    await other.close();
    expect(await call.ended).toMatchObject({ by: 'local' });
  });

  test('a load of calls goes through its dialog and is measured', async () => {
    const report = await runLoad({
      caller,
      calls: 12,
      callsPerSecond: 20,
      maxAtOnce: 10,
      callTimeoutMs: 20_000,
      callOptions: (index) => ({ ...options, sending: 'sparse', to: index === 0 ? '9902' : '9906' }),
      dialog: async ({ call, pressAndHear }) => {
        for (const key of '12') {
          await call.silence({ ms: 200, timeoutMs: 5000 });
          await pressAndHear(key, { timeoutMs: 5000 });
        }
      },
    });
    expect(report.failed).toEqual({ 'SIP 486': 1 });
    expect(report.placed + report.skipped).toBe(12);
    expect(report.completed).toBe(report.placed - 1);
    expect(report.keyToAudio.count + report.unheard).toBe(2 * report.completed);
    // On a busy machine a prompt may begin just on the beat of what it follows (see Beat): that is not heard as a start.
    expect(report.unheard).toBeLessThanOrEqual(2);
    expect(report.packets.received).toBeGreaterThan(0);
    expect(caller.callCount).toBe(0);
  });
});
