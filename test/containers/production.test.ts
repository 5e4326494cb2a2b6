/**
 * docker/compose.yaml as for production: the institution's back office is elsewhere, callers come from outside by published
 * ports, engines are restarted and replaced under load.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Call } from '../../src/caller/call.ts';
import { SipCaller } from '../../src/caller/sip-caller.ts';
import { callStatoDomanda } from '../../src/cli/demo-call.ts';
import type { Running } from '../../src/provision/supervise.ts';
import { buildMs, TestCompose } from '../support/compose.ts';
import { openTestDocker } from '../support/docker.ts';
import { startInstitution } from '../support/institution.ts';
import { containersInsisted, testDir, testPort } from '../support/parts.ts';
import { until } from '../support/until.ts';

const longMs = 5 * 60_000;
const citizens = 200;

let line: TestCompose;
let backOffice: Running;
/** On the loopback, where Asterisk can only be reached by the ports that Docker publishes. */
let outside: SipCaller;
let dir: Awaited<ReturnType<typeof testDir>>;

// Four minutes more: npm test leaves it to npm run test:containers.
if (!containersInsisted)
  process.stderr.write('containers: production NOT TESTED: npm run test:containers does\n');
const docker = containersInsisted ? await openTestDocker() : undefined;
const described = docker === undefined ? describe.skip : describe;

const dial = () =>
  outside.call({ to: '803164', from: '+390655512345', ringTimeoutMs: 30_000, sending: 'silence' });

/** Waits for more sound than there was. */
async function hears(call: Call, what: string): Promise<void> {
  const before = call.heardMs;
  await until(what, () => call.heardMs > before, 60_000);
}

/** Every call is with one of these engines. */
const callsAt = (engines: readonly string[], count: number) =>
  until('every call with an engine', async () => {
    const sizes = await Promise.all(engines.map(async (id) => (await line.readiness(id))?.calls ?? 0));
    return sizes.reduce((sum, size) => sum + size, 0) === count && sizes;
  });

/** Each hears something new after a key. */
async function goOn(calls: readonly Call[]): Promise<void> {
  for (const call of calls) {
    await call.press('1');
    await hears(call, 'an answer after the engines were replaced');
  }
}

described('docker/compose.yaml in production', () => {
  beforeAll(async () => {
    if (docker === undefined) throw new Error('no Docker');
    dir = await testDir();
    const port = await testPort();
    line = await TestCompose.open(docker, dir.path, {
      COMPOSE_PROFILES: 'production',
      // Docker's proxy for ports is in between, which is who calls.
      TRUNK_BEHIND_NAT: 'yes',
      SIP_ADDRESS: '127.0.0.1',
      EXTERNAL_ADDRESS: '127.0.0.1',
      BACKOFFICE_URL: `http://172.30.77.1:${port}`,
    });
    await line.build();
    await line.succeed(['create'], longMs);
    backOffice = await startInstitution({
      ...{ host: line.gateway, port, citizens, dir: join(dir.path, 'back-office') },
      token: await readFile(join(line.secretsDir, 'backoffice_token'), 'utf8'),
    });
    await line.succeed(['up', '--detach', '--wait', '--wait-timeout', '240'], longMs);
    outside = await SipCaller.open({
      server: { host: '127.0.0.1', port: Number(line.env['SIP_PORT']) },
      bindAddress: '127.0.0.1',
    });
  }, buildMs + longMs);

  afterAll(async () => {
    await outside?.close();
    await line?.down();
    await backOffice?.stop();
    await docker?.close();
    await dir?.remove();
  }, longMs);

  test(
    'the reference back office is no part of it',
    async () => {
      const services = (await line.succeed(['ps', '--all', '--format', '{{.Service}}'])).trim().split('\n');
      expect(services.sort()).toEqual([
        'asterisk',
        'asterisk-conf',
        'desk',
        'engine',
        'postgres',
        'redis',
        'worker',
      ]);
    },
    longMs,
  );

  test(
    'a caller from outside has a whole dialog through published ports',
    async () => {
      const [engine = ''] = await line.containers('engine');
      const told: string[] = [];
      const asDeclared = await callStatoDomanda({
        server: { host: '127.0.0.1', port: Number(line.env['SIP_PORT']) },
        bindAddress: '127.0.0.1',
        httpUrl: await line.console(engine),
        citizens,
        out: { isTTY: false, write: (text: unknown) => told.push(String(text)) > 0 },
      });
      expect(`${asDeclared}\n${told.join('')}`).toContain('true\n');
    },
    longMs,
  );

  test(
    'and is told when the line hangs up',
    async () => {
      const call = await dial();
      await hears(call, 'the greeting');
      await line.asterisk('channel request hangup all');
      expect((await call.ended).by).toBe('remote');
    },
    longMs,
  );

  test(
    'three engines share the calls; one is restarted, all are replaced, and no call is lost',
    async () => {
      await line.succeed(
        ['up', '--detach', '--wait', '--wait-timeout', '240', '--no-recreate', '--scale', 'engine=3'],
        longMs,
      );
      const engines = await line.containers('engine');
      expect(engines).toHaveLength(3);
      const calls = await Promise.all(Array.from({ length: 9 }, dial));
      for (const call of calls) await hears(call, 'the greeting');
      // Engines that have only just been started are late with their claims: callers come and go until they are not.
      const shares = await until(
        'calls at more than one engine',
        async () => {
          const sizes = await callsAt(engines, calls.length);
          if (sizes.filter((size) => size > 0).length > 1) return sizes;
          await calls.shift()?.hangUp();
          const next = await dial();
          await hears(next, 'the greeting to the next one');
          calls.push(next);
          return undefined;
        },
        120_000,
      );
      process.stderr.write(`containers: 9 calls over 3 engines: ${shares.join(' ')}\n`);
      let over = 0;
      for (const call of calls) void call.ended.then(() => over++);

      // New ones all the time: each must come to an engine, not to what the dialplan says by itself.
      let placing = true;
      let placed = 0;
      const others = (async () => {
        while (placing) {
          const fresh = await dial();
          await hears(fresh, 'the greeting to a new caller');
          expect(
            (await line.applications()).filter((name) => /^(Playback|Queue|Congestion)$/.test(name)),
          ).toEqual([]);
          await fresh.hangUp();
          placed++;
        }
      })();
      // Looked at below; until then it is nobody's error.
      others.catch(() => undefined);
      try {
        const [first = ''] = engines;
        expect((await line.docker(['restart', first])).code).toBe(0);
        await until('the engine again', async () => (await line.readiness(first))?.ready === true, 120_000);
        expect(await line.roll()).toMatchObject({
          code: 0,
          stdout: expect.stringMatching(/^engine 1 of 3: .*\nengine 2 of 3: .*\nengine 3 of 3: .*\n$/),
        });
      } finally {
        placing = false;
      }
      await others;
      process.stderr.write(`containers: ${placed} new calls while engines were replaced\n`);
      expect(placed).toBeGreaterThan(3);
      const fresh = await line.containers('engine');
      expect(fresh).toHaveLength(3);
      expect(fresh.filter((id) => engines.includes(id))).toEqual([]);
      await goOn(calls);
      expect(over).toBe(0);
      for (const call of calls) await call.hangUp();
    },
    2 * longMs,
  );

  test(
    'all engines replaced at once, by engines of other names: calls under way go on with them',
    async () => {
      const calls = await Promise.all(Array.from({ length: 4 }, dial));
      let over = 0;
      for (const call of calls) {
        void call.ended.then(() => over++);
        await hears(call, 'the greeting');
      }
      const old = await line.containers('engine');
      const scale = ['--scale', 'engine=3', 'engine'];
      await line.succeed(['up', '--detach', '--wait', '--no-deps', '--force-recreate', ...scale], longMs);
      const fresh = await line.containers('engine');
      expect(fresh.filter((id) => old.includes(id))).toEqual([]);
      await callsAt(fresh, calls.length);
      await goOn(calls);
      expect(over).toBe(0);
      for (const call of calls) await call.hangUp();
    },
    longMs,
  );

  test(
    'down leaves nothing',
    async () => {
      await line.succeed(['down', '--volumes', '--remove-orphans'], longMs);
      expect(await line.leftOver()).toEqual([]);
    },
    longMs,
  );
});
