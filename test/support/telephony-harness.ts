import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import type { Call } from '../../src/caller/call.ts';
import { SipCaller } from '../../src/caller/sip-caller.ts';
import { SipPhone } from '../../src/caller/sip-phone.ts';
import { startTcpProxy, type TcpProxy } from '../../src/faults/tcp-proxy.ts';
import { type AsteriskOptions, AsteriskTelephony } from '../../src/telephony/asterisk/asterisk-telephony.ts';
import { AsteriskStoredRecordings } from '../../src/telephony/asterisk/stored-recordings.ts';
import type { Media } from '../../src/telephony/port.ts';
import type { SimulatedCall } from '../../src/telephony/simulated/simulated-call.ts';
import type { SimulatedPhone } from '../../src/telephony/simulated/simulated-phone.ts';
import { SimulatedNetwork, SimulatedTelephony } from '../../src/telephony/simulated/simulated-telephony.ts';
import type {
  ContractCall,
  ContractHarness,
  ContractPhone,
  ContractRinging,
} from '../../src/telephony/telephony.contract.ts';
import { startTestAsterisk, testDir, testPort } from './parts.ts';

/** The simulated network as the contract sees it. */
export async function openSimulated(): Promise<ContractHarness> {
  const long: Media = { kind: 'file', path: '/prompts/long.wav' };
  const missing: Media = { kind: 'file', path: '/prompts/missing.wav' };
  const network = new SimulatedNetwork({
    fileExists: (path) => path !== missing.path,
    onPlayback: ({ media }, finish) => {
      if (!media.includes(long)) queueMicrotask(finish);
    },
  });
  return {
    media: { short: { kind: 'file', path: '/prompts/short.wav' }, long, missing },
    engine: (name) => new SimulatedTelephony(network, name),
    dial: ({ to, from }) => {
      const call = network.call({ dialled: to, caller: from });
      if (call === undefined) throw new Error('no engine took the call');
      return simulatedPerson(call);
    },
    softphone: async (name, password) => {
      const phone = network.register(name, password);
      if (phone === undefined) throw new Error('403');
      return simulatedPhone(phone);
    },
    outside: (number) => simulatedPhone(network.phone(number)),
    real: false,
    hasRecording: (name) => network.holds(name),
    stored: network.stored,
    cutLink: () => network.setLink(false),
    restoreLink: () => network.setLink(true),
    close: async () => {},
  };
}

function simulatedPerson(call: SimulatedCall): ContractCall {
  return {
    connected: Promise.resolve(),
    ended: call.ended,
    press: async (keys) => call.press(keys),
    hangUp: async () => call.hangUp(),
    silence: async () => {
      if (call.music !== undefined) throw new Error('there is music');
    },
    speak: async (ms) => call.speak(ms),
    get heardMs() {
      return call.heardMs;
    },
    untilHeard: async (ms) => {
      if (call.heardMs < ms && call.music === undefined) throw new Error('nothing was heard');
    },
  };
}

function simulatedPhone(phone: SimulatedPhone): ContractPhone {
  return {
    next: async () => {
      const ringing = await phone.next();
      return {
        from: ringing.from,
        reference: ringing.reference,
        ended: ringing.call.ended,
        answer: async () => simulatedPerson(ringing.answer()),
        refuse: ringing.refuse,
      };
    },
  };
}

/** Dialling this goes to the application `centralino-plain` without a broadcast, as before Asterisk 22.7. */
export const plainStasisNumber = '900';

/** A real phone, which can lose its network, too. */
export interface RealPhone {
  next(): Promise<Omit<ContractRinging, 'answer'> & { answer(): Promise<ContractCall & { vanish(): void }> }>;
}

/** What tests of a real Asterisk need beyond the contract. */
export interface AsteriskHarness extends ContractHarness {
  /** How an engine of this name reaches Asterisk: through the proxy. */
  options(name: string): AsteriskOptions;
  softphone(name: string, password: string): Promise<RealPhone>;
  readonly proxy: TcpProxy;
  readonly sipPort: number;
  readonly ariPort: number;
  /** Where browsers' softphones speak to Asterisk. */
  readonly softphonesUrl: string;
  /** Everything that this Asterisk has in files: configuration, state, logs. */
  written(): Promise<string>;
  /** Ends Asterisk without a word, or starts it again on the same ports. */
  kill(): Promise<void>;
  revive(): Promise<void>;
  engine(name: string): AsteriskTelephony;
}

/**
 * A real Asterisk with a real caller and real phones; the driver reaches it through a proxy that can be cut.
 * @param wayOut whether a trunk leads to citizens' phones
 */
export async function openAsterisk(
  transport: AsteriskOptions['transport'],
  wayOut = true,
): Promise<AsteriskHarness> {
  const dir = await testDir();
  const extra = join(dir.path, 'asterisk/etc/extra');
  await mkdir(extra, { recursive: true });
  await writeFile(
    join(extra, 'extensions-plain.conf'),
    `[trunk]\nexten => ${plainStasisNumber},1,Stasis(centralino-plain,\${EXTEN})\n same => n,Hangup(16)\n`,
  );
  const trunkPort = await testPort();
  const settings = {
    dataDir: dir.path,
    ...(wayOut ? { trunkContact: `sip:127.0.0.1:${trunkPort}` } : {}),
  };
  const first = await startTestAsterisk(settings);
  const { sipPort, ariPort, ariPassword, rtpStart, rtpEnd } = first;
  const start = () => startTestAsterisk({ ...settings, sipPort, ariPort, ariPassword, rtpStart, rtpEnd });
  let running = first;
  const proxy = await startTcpProxy(await testPort(), ariPort);
  const sip = { server: { host: '127.0.0.1', port: sipPort }, bindAddress: '127.0.0.1' };
  const caller = await SipCaller.open(sip);
  const citizens = await SipPhone.open({ ...sip, sipPort: trunkPort });
  const phones = [citizens];
  const logger = pino({ level: 'silent' });
  const short = join(dir.path, 'short.wav');
  const long = join(dir.path, 'long.wav');
  const options = (name: string): AsteriskOptions => ({
    url: `http://127.0.0.1:${proxy.port}`,
    user: first.ariUser,
    password: ariPassword,
    application: `centralino-${name}`,
    transport,
    silenceFolder: join(dir.path, 'silence'),
    heartbeatMs: 500,
  });
  await writeFile(short, toneWav(300));
  await writeFile(long, toneWav(70_000));
  return {
    media: {
      short: { kind: 'file', path: short },
      long: { kind: 'file', path: long },
      missing: { kind: 'file', path: join(dir.path, 'missing.wav') },
    },
    proxy,
    sipPort,
    ariPort,
    softphonesUrl: `ws://127.0.0.1:${ariPort}/ws`,
    written: async () => {
      const names = await readdir(dir.path, { recursive: true, withFileTypes: true });
      const files = names.filter((name) => name.isFile() && !name.name.endsWith('.wav'));
      const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1'));
      return (await Promise.all(texts)).join('\n');
    },
    options,
    engine: (name) => new AsteriskTelephony(options(name), logger),
    dial: ({ to, from }) => realCall(caller, to, from),
    softphone: async (user, password) => {
      const phone = await SipPhone.open({ ...sip, credentials: { user, password } });
      phones.push(phone);
      await phone.register();
      return realPhone(phone);
    },
    outside: () => realPhone(citizens),
    real: true,
    hasRecording: (name) => existsSync(join(first.recordingsDir, `${name}.wav`)),
    stored: new AsteriskStoredRecordings(options('stored')),
    cutLink: () => proxy.cut(),
    restoreLink: () => proxy.restore(),
    kill: async () => {
      running.kill('SIGKILL');
      await running.exited;
    },
    revive: async () => {
      running = await start();
    },
    close: async () => {
      await caller.close();
      for (const phone of phones) phone.close();
      await proxy.close();
      await running.stop();
      await dir.remove();
    },
  };
}

function realCall(caller: SipCaller, to: string, from: string): ContractCall {
  const placed = caller.call({ to, from, ringTimeoutMs: 20_000, sending: 'silence', until: 'early-media' });
  const ended = placed.then(
    async (call) => void (await call.ended),
    () => {},
  );
  const connected = placed.then(() => {});
  // A call that is turned away never connects: only those who wait for it must know.
  connected.catch(() => {});
  let heard: () => number = () => 0;
  placed.then(
    (call) => {
      heard = () => call.heardMs;
    },
    () => {},
  );
  return {
    connected,
    ended,
    press: async (keys) => {
      await (await placed).press(keys.join(''));
    },
    hangUp: async () => {
      await (await placed).hangUp();
    },
    silence: async () => silenceOn(await placed),
    speak: async (ms) => {
      await (await placed).speak(ms);
    },
    get heardMs() {
      return heard();
    },
    untilHeard: async (ms) => untilHeardOn(await placed, ms),
  };
}

function realPhone(phone: SipPhone): RealPhone {
  return {
    next: async () => {
      const ringing = await phone.incoming(20_000);
      return {
        from: ringing.from,
        reference: ringing.header('x-conversation'),
        ended: ringing.ended.then(() => {}),
        answer: async () => answeredCall(await ringing.answer()),
        refuse: (how) => (how === 'busy' ? ringing.refuse() : ringing.refuse(603, 'Decline')),
      };
    },
  };
}

function answeredCall(call: Call): ContractCall & { vanish(): void } {
  return {
    vanish: () => call.vanish(),
    connected: Promise.resolve(),
    ended: call.ended.then(() => {}),
    press: async (keys) => {
      await call.press(keys.join(''));
    },
    hangUp: () => call.hangUp(),
    silence: () => silenceOn(call),
    speak: (ms) => call.speak(ms),
    get heardMs() {
      return call.heardMs;
    },
    untilHeard: (ms) => untilHeardOn(call, ms),
  };
}

async function silenceOn(call: Call): Promise<void> {
  await call.nextAudio({ afterTime: 0, timeoutMs: 10_000 });
  await call.silence({ ms: 300, timeoutMs: 10_000 });
}

async function untilHeardOn(call: Call, ms: number): Promise<void> {
  const giveUpAt = performance.now() + 10_000;
  while (call.heardMs < ms) {
    if (performance.now() > giveUpAt) throw new Error('what was to be heard was not heard in 10 s');
    await pause(20);
  }
}

/** A quiet 440 Hz tone, 8 kHz 16 bit mono. */
function toneWav(ms: number): Buffer {
  const samples = ms * 8;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(8_000, 24);
  wav.writeUInt32LE(16_000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples * 2, 40);
  for (let sample = 0; sample < samples; sample += 1) {
    wav.writeInt16LE(Math.round(6_000 * Math.sin((2 * Math.PI * 440 * sample) / 8_000)), 44 + sample * 2);
  }
  return wav;
}
