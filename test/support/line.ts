/** A whole telephone line of real parts (Asterisk, Redis, back office, engine, worker) and people who call it. */
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { type ListedCitizen, listCitizens } from '../../src/backoffice/reference/citizens.ts';
import type { FaultSettings } from '../../src/backoffice/reference/fault-switch.ts';
import type { Call } from '../../src/caller/call.ts';
import type { PacketLoss } from '../../src/caller/rtp-session.ts';
import { SipCaller } from '../../src/caller/sip-caller.ts';
import { flowsDir, promptsDir } from '../../src/cli/command.ts';
import { type Stack, startStack } from '../../src/cli/stack.ts';
import { withoutLimits } from '../../src/cli/without-limits.ts';
import { type Session, sessionSchema } from '../../src/flow/session.ts';
import { Sealer } from '../../src/privacy/seal.ts';
import { loadOrCreateSecrets } from '../../src/provision/secrets.ts';
import type { RunningAsterisk } from '../../src/provision/start-asterisk.ts';
import type { RunningRedis } from '../../src/provision/start-redis.ts';
import type { Running } from '../../src/provision/supervise.ts';
import { copyFlows, type FlowChange } from '../../src/rig/changed-flows.ts';
import { type CallSummary, listCalls } from './journals.ts';
import { type Leak, leaksInFiles, leaksInJournals, leaksInRedis, PersonalValues } from './leaks.ts';
import { programs, sharedAudio, testDir, testPort } from './parts.ts';
import { Person } from './person.ts';
import { until } from './until.ts';

export interface LineOptions {
  /** Added to the environment of engine, worker and back office. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where calls to the outside go: `sip:127.0.0.1:PORT`. Without it there is no way out. */
  readonly trunkContact?: string;
  /** Added to the environment of the worker alone. */
  readonly workerEnv?: Readonly<Record<string, string>>;
  /** Added to the environment of the engine alone. */
  readonly engineEnv?: Readonly<Record<string, string>>;
  /** Does something in the data folder before anything is started. */
  readonly prepare?: (dataDir: string) => Promise<void>;
  /** Changes to the flows: file, text in it, text in its place. The line then has prompts of its own, too. */
  readonly flowChanges?: readonly FlowChange[];
}

/** An engine besides the first. */
export interface AddedEngine {
  readonly running: Running;
  readonly httpUrl: string;
}

export interface Dialled {
  /** 803164 when absent. */
  readonly to?: string;
  /** Somebody who has not called before when absent; null for somebody who withholds the number. */
  readonly from?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** How much of what is heard is kept; none when absent. */
  readonly recordSeconds?: number;
  /** Packets of audio and keys that the network loses. */
  readonly loses?: PacketLoss;
}

const requestSchema = z.object({
  reference: z.string(),
  kind: z.string(),
  channel: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  expectedBy: z.iso.date(),
});

/** Leads straight to the main menu, in Italian: most tests are not about the welcome, which takes its time. */
export const menuNumber = '0655530000';
const menuLine = `  prova-menu: { number: "${menuNumber}", title: Test, flow: principale, language: it }`;

/** Enough to hold one of each special case. */
const citizens = 1_000;

export class Line {
  readonly stack: Stack;
  readonly dataDir: string;
  /** Everything about people that was used on this line. */
  readonly personal = new PersonalValues();
  /** Those that run now: each can be killed and started again. */
  engine: Running;
  worker: Running;
  redis: RunningRedis;
  asterisk: RunningAsterisk;
  readonly #ariPassword: string;
  readonly #sealer: Sealer;
  readonly #caller: SipCaller;
  readonly #remove: () => Promise<void>;
  readonly #known = new Set<string>();
  readonly #placed = new Set<Call>();
  #callers = 0;
  /** Calls are placed one after the other, so that each finds its own journal. */
  #placing: Promise<unknown> = Promise.resolve();

  private constructor(given: {
    stack: Stack;
    dataDir: string;
    ariPassword: string;
    sealer: Sealer;
    caller: SipCaller;
    remove: () => Promise<void>;
  }) {
    this.stack = given.stack;
    this.engine = given.stack.engine;
    this.worker = given.stack.worker;
    this.redis = given.stack.redis;
    this.asterisk = given.stack.asterisk;
    this.dataDir = given.dataDir;
    this.#ariPassword = given.ariPassword;
    this.#sealer = given.sealer;
    this.#caller = given.caller;
    this.#remove = given.remove;
  }

  /** Starts a line on free ports, in a folder that goes with it. */
  static async start(options: LineOptions = {}): Promise<Line> {
    const { path: dataDir, remove } = await testDir();
    await mkdir(join(sharedAudio, 'fixed'), { recursive: true });
    await mkdir(join(dataDir, 'audio'));
    await symlink(join(sharedAudio, 'fixed'), join(dataDir, 'audio/fixed'));
    await options.prepare?.(dataDir);
    const inContainers = await programs();
    const stack = await startStack({
      dataDir,
      ...(options.workerEnv === undefined ? {} : { workerEnv: options.workerEnv }),
      ...(options.engineEnv === undefined ? {} : { engineEnv: options.engineEnv }),
      sipPort: await testPort(),
      httpPort: 0,
      rtpStart: 10_000 + 2 * Math.floor(Math.random() * 2_000),
      citizens,
      report: () => undefined,
      ...(options.trunkContact === undefined ? {} : { trunkContact: options.trunkContact }),
      ...(inContainers === undefined ? {} : { programs: inContainers }),
      flowsDir: await changedFlows(dataDir, options.flowChanges),
      promptsDir: await ownPrompts(dataDir, options.flowChanges),
      // Engines that are killed here may take their time to come back.
      env: { LOG_LEVEL: 'debug', FAULTS: '1', ...withoutLimits, ...options.env },
    });
    const caller = await SipCaller.open({
      server: { host: '127.0.0.1', port: stack.sipPort },
      bindAddress: '127.0.0.1',
    });
    const { ariPassword, sealKey } = await loadOrCreateSecrets(dataDir);
    const sealer = new Sealer(Buffer.from(sealKey, 'hex'));
    return new Line({ stack, dataDir, ariPassword, sealer, caller, remove });
  }

  async stop(): Promise<void> {
    await this.#caller.close();
    await this.stack.stop();
    await this.#remove();
  }

  /** The first citizen, from number `from` on, who is such as the test needs. */
  citizen(is: (citizen: ListedCitizen) => boolean, from = 0): ListedCitizen {
    const found = listCitizens({ limit: citizens, total: citizens }).slice(from).find(is);
    if (found === undefined) throw new Error('there is no such citizen');
    this.personal.add('a codice fiscale', found.codiceFiscale);
    this.personal.add('letters of a name', found.codiceFiscale.slice(0, 6));
    this.personal.add('keys of a codice fiscale', found.tasti);
    for (const practice of found.pratiche) {
      this.personal.add('a DOMUS number', practice.domus);
      this.personal.add('a protocol', practice.protocollo);
      this.personal.add('keys of a protocol', practice.tasti);
      this.personal.add('digits of a protocol', practice.tasti.slice(-7));
    }
    for (const code of found.rapportiDomestici) this.personal.add('a code of a domestic work relation', code);
    if (found.pinTelefonico !== undefined) {
      this.personal.add('a PIN', found.pinTelefonico.codice);
      this.personal.add('keys of a PIN', found.pinTelefonico.tasti);
    }
    return found;
  }

  /** A telephone number that has not called yet. */
  newNumber(): string {
    this.#callers += 1;
    return `+39065551${String(this.#callers).padStart(4, '0')}`;
  }

  /** Dials; resolves at the answer, whoever answers. */
  async dial({
    to = '803164',
    from = this.newNumber(),
    headers = {},
    recordSeconds = 0,
    loses,
  }: Dialled = {}): Promise<Call> {
    if (from !== null) this.personal.add('the number of a caller', from.replace(/^\+39/, ''));
    const call = await this.#caller.call({
      to,
      from: from ?? 'anonymous',
      headers,
      recordSeconds,
      ...(loses === undefined ? {} : { loses }),
      ringTimeoutMs: 30_000,
      sending: 'silence',
    });
    this.#placed.add(call);
    void call.ended.then(() => this.#placed.delete(call));
    return call;
  }

  /** Ends what a test that failed has left. */
  async everybodyHangsUp(): Promise<void> {
    await Promise.all([...this.#placed].map((call) => call.hangUp()));
  }

  /** Calls; resolves when the engine has the call. */
  async call(dialled: Dialled = {}): Promise<Person> {
    const placed = this.#placing.then(async () => {
      for (const { id } of await this.calls()) this.#known.add(id);
      const sip = await this.dial(dialled);
      const { id } = await until('the journal of the call', async () =>
        (await this.calls()).find((call) => !this.#known.has(call.id)),
      );
      return this.personOn(sip, id);
    });
    this.#placing = placed.catch(() => undefined);
    return placed;
  }

  /** Somebody on a call of this id: who called, or was called. */
  personOn(sip: Call, callId: string): Person {
    return new Person({
      sip,
      callId,
      httpUrl: this.stack.httpUrl,
      pressed: (keys) => this.personal.add('keys that were pressed', keys.replace(/\D/g, '')),
    });
  }

  /** Calls a number of this test line that leads to the main menu, in Italian. */
  async callToMenu(from?: string, loses?: PacketLoss): Promise<Person> {
    const person = await this.call({
      to: menuNumber,
      ...(from === undefined ? {} : { from }),
      ...(loses === undefined ? {} : { loses }),
    });
    await person.hears('principale.scelta', { language: 'it' });
    return person;
  }

  /** Calls 803164 and gets to the main menu, in Italian. */
  async callThroughWelcome(from: string | null): Promise<Person> {
    const person = await this.call({ from });
    await person.hears('benvenuto.saluto');
    await person.presses('1');
    // The notice on privacy is heard to its end.
    await person.hearsAtLast('principale.scelta', { withinMs: 30_000 });
    return person;
  }

  calls(): Promise<readonly CallSummary[]> {
    return listCalls(this.stack.httpUrl);
  }

  /** Ids of the channels that Asterisk has. */
  async channels(): Promise<readonly string[]> {
    const response = await fetch(`${this.asterisk.ariUrl}/ari/channels`, {
      headers: {
        authorization: `Basic ${Buffer.from(`${this.asterisk.ariUser}:${this.#ariPassword}`).toString('base64')}`,
      },
      signal: AbortSignal.timeout(10_000),
    });
    return z
      .array(z.looseObject({ id: z.string() }))
      .parse(await response.json())
      .map(({ id }) => id);
  }

  /** How many channels each bridge of Asterisk holds. */
  async bridges(): Promise<readonly number[]> {
    const response = await fetch(`${this.asterisk.ariUrl}/ari/bridges`, {
      headers: {
        authorization: `Basic ${Buffer.from(`${this.asterisk.ariUser}:${this.#ariPassword}`).toString('base64')}`,
      },
      signal: AbortSignal.timeout(10_000),
    });
    return z
      .array(z.looseObject({ channels: z.array(z.string()) }))
      .parse(await response.json())
      .map(({ channels }) => channels.length);
  }

  /** Waits until no call is left: not in the engine, not in a journal, not in Asterisk. */
  async nobodyLeft(): Promise<void> {
    await until('an engine and an Asterisk without calls', async () => {
      const live = (await this.calls()).filter(({ state }) => state === 'live');
      const { calls } = await this.readiness();
      return live.length === 0 && calls === 0 && (await this.channels()).length === 0;
    });
  }

  /** What the engine says of itself. */
  async readiness(
    httpUrl = this.stack.httpUrl,
  ): Promise<{ ready: boolean; asterisk: boolean; draining: boolean; calls: number }> {
    const response = await fetch(`${httpUrl}/ready`, { signal: AbortSignal.timeout(10_000) });
    return z
      .object({ ready: z.boolean(), asterisk: z.boolean(), draining: z.boolean(), calls: z.number() })
      .parse(await response.json());
  }

  /** Makes the back office misbehave, or behave again with no settings. @returns how many requests it had so far */
  async backOffice(faults: Partial<FaultSettings> = {}): Promise<number> {
    const response = await fetch(`${this.stack.backOfficeUrl}/_faults`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.stack.backOfficeToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(faults),
      signal: AbortSignal.timeout(10_000),
    });
    return z.object({ requests: z.number() }).parse(await response.json()).requests;
  }

  /** What Redis holds of a call, for another engine that carries it on. */
  async checkpoint(callId: string): Promise<Session | undefined> {
    const redis = new Redis(this.redis.url);
    try {
      const text = await redis.hget(`centralino:call:${callId}`, 's');
      return text === null ? undefined : sessionSchema.parse(this.#sealer.open(text));
    } finally {
      redis.disconnect();
    }
  }

  async startEngine(env?: Readonly<Record<string, string>>): Promise<void> {
    this.engine = await this.stack.restartEngine(env);
  }

  /** Starts one engine more. */
  async addEngine(name: string, env?: Readonly<Record<string, string>>): Promise<AddedEngine> {
    const port = await testPort();
    const running = await this.stack.addEngine(name, port, env);
    return { running, httpUrl: `http://127.0.0.1:${port}` };
  }

  async restartWorker(): Promise<void> {
    this.worker = await this.stack.restartWorker();
  }

  /** What operations sees of the requests that were accepted, the newest first. */
  async requests(): Promise<readonly z.output<typeof requestSchema>[]> {
    const response = await fetch(`${this.stack.recordsUrl}/ops/requests?state=ALL&limit=500`, {
      headers: { authorization: `Bearer ${this.stack.opsToken}` },
      signal: AbortSignal.timeout(10_000),
    });
    return z.object({ requests: z.array(requestSchema) }).parse(await response.json()).requests;
  }

  async restartRedis(): Promise<void> {
    this.redis = await this.stack.restartRedis();
  }

  async restartAsterisk(): Promise<void> {
    this.asterisk = await this.stack.restartAsterisk();
  }

  /** Everything about people that came out: in any file, in Redis, in a journal. */
  async leaks(): Promise<readonly Leak[]> {
    return [
      ...(await leaksInFiles(this.dataDir, this.personal)),
      ...(await leaksInRedis(this.redis.url, this.personal)),
      ...(await leaksInJournals(this.stack.httpUrl, this.personal)),
    ];
  }
}

/** A copy of our flows, with the line to the menu and the changes. */
async function changedFlows(dataDir: string, changes: LineOptions['flowChanges'] = []): Promise<string> {
  const copy = join(dataDir, 'flows');
  await copyFlows(flowsDir, copy, [['numbers.yaml', 'lines:\n', `lines:\n${menuLine}\n`], ...changes]);
  return copy;
}

/** Our prompts, or a copy that the test may change. */
async function ownPrompts(dataDir: string, changes: LineOptions['flowChanges']): Promise<string> {
  if (changes === undefined) return promptsDir;
  const copy = join(dataDir, 'prompts');
  await cp(promptsDir, copy, { recursive: true });
  return copy;
}
