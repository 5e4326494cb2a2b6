/** An engine on a machine of its own, whose cables are pulled: to Asterisk, to Redis, both. Nothing is refused or reset. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { mayMakeNamespaces, NetworkNamespace } from '../../src/faults/network-namespace.ts';
import { startTcpProxy, type TcpProxy } from '../../src/faults/tcp-proxy.ts';
import { listCalls } from '../support/journals.ts';
import { type AddedEngine, Line, menuNumber } from '../support/line.ts';
import { testPort } from '../support/parts.ts';
import { Person } from '../support/person.ts';
import { until } from '../support/until.ts';

/** Long, for a machine that is busy with other tests. */
const leaseMs = 1_500;
const cables = ['control', 'asterisk', 'redis'] as const;

// Only root may make network namespaces, and iproute2 must be there.
(mayMakeNamespaces ? describe : describe.skip)('an engine in a network namespace', () => {
  let line: Line;
  let machine: NetworkNamespace<(typeof cables)[number]>;
  let apart: AddedEngine;
  let redis: Redis;
  const proxies: TcpProxy[] = [];

  beforeAll(async () => {
    line = await Line.start({ env: { ENGINE_LEASE_MS: `${leaseMs}` } });
    redis = new Redis(line.redis.url);
    machine = await NetworkNamespace.make(cables);
    apart = await startApart();
    await until('two engines that take calls', async () => (await line.readiness(apart.httpUrl)).ready);
  }, 600_000);

  afterAll(async () => {
    redis?.disconnect();
    await line?.stop();
    for (const proxy of proxies) await proxy.close();
    await machine?.remove();
  });

  /** The way from the namespace to what listens on the loopback of this machine. */
  async function through(cable: (typeof cables)[number], url: string): Promise<string> {
    const { outside } = machine.cable(cable);
    const to = new URL(url);
    const proxy = await startTcpProxy(await testPort(), Number(to.port), undefined, outside);
    proxies.push(proxy);
    to.hostname = outside;
    to.port = `${proxy.port}`;
    return to.href.replace(/\/$/, '');
  }

  async function startApart(): Promise<AddedEngine> {
    const { inside } = machine.cable('control');
    const port = await testPort();
    const env = {
      HTTP_HOST: inside,
      ARI_URL: await through('asterisk', line.asterisk.ariUrl),
      REDIS_URL: await through('redis', line.redis.url),
      BACKOFFICE_URL: await through('control', line.stack.backOfficeUrl),
      RECORDS_URL: await through('control', line.stack.recordsUrl),
    };
    const running = await line.stack.addEngine('apart', port, env, machine.prefix);
    return { running, httpUrl: `http://${inside}:${port}` };
  }

  /** A caller whom the engine in the namespace has, at the main menu. */
  async function callerApart(): Promise<Person> {
    // The first to claim has the call: the other one stands still for as long as it takes.
    line.engine.kill('SIGSTOP');
    try {
      const sip = await line.dial({ to: menuNumber });
      const callId = await until('the call at its engine', async () => {
        const calls = await listCalls(apart.httpUrl);
        return calls.find(({ state }) => state === 'live')?.id;
      });
      const person = new Person({ sip, callId, httpUrl: apart.httpUrl, pressed: () => undefined });
      await person.hears('principale.scelta');
      await until('its checkpoint', async () => (await line.checkpoint(callId)) !== undefined);
      return person;
    } finally {
      line.engine.kill('SIGCONT');
    }
  }

  async function tells(line: string): Promise<boolean> {
    const response = await fetch(`${apart.httpUrl}/metrics`, { signal: AbortSignal.timeout(5_000) });
    return (await response.text()).split('\n').includes(line);
  }

  async function letsGo(): Promise<void> {
    await until('an engine that is back, without calls', async () => {
      const { ready, calls } = await line.readiness(apart.httpUrl);
      return ready && calls === 0;
    });
  }

  test.each<readonly ('asterisk' | 'redis')[][]>([[['asterisk']], [['asterisk', 'redis']]])(
    'pulled: %j. Its call goes on at the other one, and it lets go',
    async (pulled) => {
      const person = await callerApart();
      for (const cable of pulled) await machine.pull(cable);
      await person.isTakenBy({ httpUrl: line.stack.httpUrl });
      await person.hears('sistema.riprendiamo');
      for (const cable of pulled) await machine.plugIn(cable);
      await letsGo();
      await person.presses('1');
      await person.hears('identificazione.chiedi-codice-fiscale');
      const { entries } = await person.hangsUp();
      expect(entries.filter(({ type }) => type === 'resumed')).toHaveLength(1);
      await line.nobodyLeft();
    },
    120_000,
  );

  test('pulled: redis alone. Nobody takes anything: it answers by way of Asterisk', async () => {
    const person = await callerApart();
    await machine.pull('redis');
    await until('a lease that ended a while ago', async () => {
      const [seconds] = await redis.time();
      const endedAt = Number(await redis.zscore('centralino:engine-leases', 'apart'));
      return Number(seconds) * 1_000 - endedAt > 3 * leaseMs;
    });
    await person.presses('1');
    await person.hears('identificazione.chiedi-codice-fiscale');
    await until('the metric that says so', () => tells('centralino_redis_up 0'));
    await machine.plugIn('redis');
    await until('the metric that says that it is back', () => tells('centralino_redis_up 1'));
    await until(
      'the step in the checkpoint',
      async () => (await line.checkpoint(person.callId)) !== undefined,
    );
    const { entries } = await person.hangsUp();
    expect(entries.filter(({ type }) => type === 'resumed')).toEqual([]);
    await line.nobodyLeft();
  }, 120_000);
});
