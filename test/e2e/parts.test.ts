/** The database, the disk, the clock and the network go wrong with callers on the line. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ListedCitizen } from '../../src/backoffice/reference/citizens.ts';
import type { PacketLoss } from '../../src/caller/rtp-session.ts';
import { type RunningPostgres, startPostgres } from '../../src/provision/start-postgres.ts';
import { Random } from '../../src/random.ts';
import { Line } from '../support/line.ts';
import { testDir, testPort, testPostgres } from '../support/parts.ts';
import { namesOf, type Person } from '../support/person.ts';
import { mayMount, type SmallDisk, smallDisk } from '../support/small-disk.ts';
import { until } from '../support/until.ts';

let line: Line;
let citizen: ListedCitizen;
let postgresDir: { path: string; remove(): Promise<void> };
let postgres: RunningPostgres;
let audioDisk: SmallDisk | undefined;
let keptDisk: SmallDisk | undefined;
let startDatabase: () => Promise<RunningPostgres>;

beforeAll(async () => {
  const [program, port] = [await testPostgres(), await testPort()];
  postgresDir = await testDir();
  startDatabase = () => startPostgres({ ...program, dir: postgresDir.path, port, durable: true });
  postgres = await startDatabase();
  line = await Line.start({
    flowChanges: [
      [
        'numbers.yaml',
        'lines:\n',
        'lines:\n  prova-documenti: { number: "0655520000", title: Test, flow: documenti, language: it }\n',
      ],
    ],
    workerEnv: { DATABASE_URL: postgres.url },
    engineEnv: {
      NODE_OPTIONS: `--import=${fileURLToPath(new URL('../support/stepping-clock.mjs', import.meta.url))}`,
    },
    prepare: async (dataDir) => {
      const [audio, kept] = [join(dataDir, 'audio/variable'), join(dataDir, 'kept-requests')];
      await Promise.all([mkdir(audio, { recursive: true, mode: 0o700 }), mkdir(kept)]);
      if (!mayMount) return;
      audioDisk = await smallDisk(16, audio);
      keptDisk = await smallDisk(1, kept);
    },
  });
  citizen = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 0);
}, 600_000);

afterAll(async () => {
  await line?.stack.stop();
  await audioDisk?.remove();
  await keptDisk?.remove();
  await line?.stop();
  await postgres?.stop();
  await postgresDir?.remove();
});

afterEach(async () => {
  await line.everybodyHangsUp();
  await line.nobodyLeft();
}, 60_000);

/** The value of a metric of the engine, all its series added up. */
async function metric(name: string): Promise<number> {
  const response = await fetch(`${line.stack.httpUrl}/metrics`, { signal: AbortSignal.timeout(10_000) });
  const samples = (await response.text()).split('\n').filter((one) => one.replace(/[{ ].*/, '') === name);
  return samples.reduce((sum, one) => sum + Number(one.slice(one.lastIndexOf(' '))), 0);
}

/** Every request that was kept is in the records. */
async function nothingKept(): Promise<void> {
  await until(
    'nothing to be kept any more',
    async () => (await metric('centralino_kept_requests')) === 0,
    90_000,
  );
}

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/ready`, { signal: AbortSignal.timeout(10_000) })).ok;
}

/** From the main menu to the state of an application: nothing of it needs the records. */
async function asksForTheState(person: Person, { tasti, pratiche } = citizen): Promise<void> {
  await person.presses('1');
  await person.hears('identificazione.chiedi-codice-fiscale');
  await person.presses(tasti);
  await person.hears('stato-domanda.come');
  await person.presses('1');
  await person.hears('stato-domanda.chiedi-pratica');
  await person.presses(`${pratiche[0]?.domus}#`);
}

async function hearsTheState(person: Person, about = citizen): Promise<void> {
  await asksForTheState(person, about);
  await person.hears('stato-domanda.esito');
}

/** To the question whether the statement of payments is to be sent. */
async function toTheDocument(keys: string): Promise<Person> {
  const person = await line.call({ to: '0655520000' });
  await person.hears('identificazione.chiedi-codice-fiscale');
  await person.presses(keys);
  await person.hearsAtLast('documenti.scelta');
  await person.presses('1');
  await person.hears('invio-documento.conferma');
  return person;
}

describe('the database of the records killed', () => {
  test('what only reads goes on; a request is noted, said to be so, and is there when the database is back', async () => {
    const { length: before } = await line.requests();
    postgres.kill('SIGKILL');
    await postgres.exited;
    await until(
      'the records to say that they are not ready',
      async () => !(await isReady(line.stack.recordsUrl)),
    );
    const reader = await line.callToMenu();
    await hearsTheState(reader);
    await reader.hangsUp();
    const person = await toTheDocument(citizen.tasti);
    await person.presses('1');
    await person.hearsAtLast('invio-documento.annotata');
    expect(await metric('centralino_kept_requests')).toBe(1);
    await person.hangsUp();
    postgres = await startDatabase();
    const requests = await until(
      'the request in the records',
      async () => {
        // The first questions may find connections that the database has left.
        const now = await line.requests().catch(() => []);
        return now.length > before && now;
      },
      90_000,
    );
    expect(requests).toHaveLength(before + 1);
    await nothingKept();
    await until('the records to be ready', () => isReady(line.stack.recordsUrl));
    // It counts once: asked for again on the same day it is the one that was noted.
    const again = await toTheDocument(citizen.tasti);
    await again.presses('1');
    await again.hearsAtLast('invio-documento.gia-chiesta');
    await again.hangsUp();
  }, 180_000);
});

(mayMount ? describe : describe.skip)('full disks', () => {
  test('of the audio: the apology in place of a prompt with values, and the call goes on; with room it is spoken again', async () => {
    // Somebody about whom nothing has been spoken yet: what has been is there.
    const other = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 0, 200);
    const person = await line.callToMenu();
    await audioDisk?.fill();
    const apologies = await metric('centralino_trouble_total');
    await asksForTheState(person, other);
    await until('the apology', async () => (await metric('centralino_trouble_total')) > apologies);
    await person.hearsAtLast('stato-domanda.dopo');
    await person.sip.hangUp();
    await audioDisk?.makeRoom();
    const next = await line.callToMenu();
    await hearsTheState(next, other);
    await next.hangsUp();
  }, 120_000);

  test('of the kept requests, with the records away: the caller is not told that anything was noted', async () => {
    const { tasti } = line.citizen(({ caso, pratiche }) => caso === 'ordinario' && pratiche.length > 0, 100);
    line.worker.kill('SIGKILL');
    await line.worker.exited;
    await keptDisk?.fill();
    const person = await toTheDocument(tasti);
    await person.presses('1');
    await person.hearsAtLast('invio-documento.archivi-assenti');
    await keptDisk?.makeRoom();
    await person.presses('1');
    await person.hearsAtLast('invio-documento.annotata');
    await person.hangsUp();
    expect(await metric('centralino_kept_requests')).toBe(1);
    await line.restartWorker();
    await nothingKept();
  }, 180_000);
});

test('the clock a day forward and two back, in the middle of a call: nobody notices, and it took as long as it took', async () => {
  const person = await line.callToMenu();
  await person.presses('1');
  await person.hears('identificazione.chiedi-codice-fiscale');
  await person.presses(citizen.tasti.slice(0, 5));
  process.kill(line.engine.pid, 'SIGUSR2');
  await person.presses(citizen.tasti.slice(5));
  await person.hears('stato-domanda.come');
  process.kill(line.engine.pid, 'SIGUSR2');
  await person.presses('1');
  await person.hears('stato-domanda.chiedi-pratica');
  await person.presses(`${citizen.pratiche[0]?.domus}#`);
  await person.hears('stato-domanda.esito');
  const { entries, durationMs } = await person.hangsUp();
  const times = entries.map(({ ms }) => ms);
  expect(times).toEqual([...times].sort((one, other) => one - other));
  expect(entries.some(({ type }) => type === 'silence' || type === 'trouble')).toBe(false);
  expect(durationMs).toBeGreaterThan(0);
  expect(durationMs).toBeLessThan(600_000);
  process.kill(line.engine.pid, 'SIGUSR2');
  const after = await line.callToMenu();
  await hearsTheState(after);
  await after.hangsUp();
}, 120_000);

/** Loses three packets in ten. What happens to the keys follows from the seed alone. */
function threeInTen(seed: number): PacketLoss {
  const streams = { key: new Random(seed), audio: new Random(seed + 1), heard: new Random(seed + 2) };
  return (packet) => streams[packet].chance(0.3);
}

test('three packets in ten lost on the way of the caller: a codice fiscale is keyed all the same', async () => {
  const person = await line.callToMenu(undefined, threeInTen(20_261_122));
  await person.presses('1');
  await person.hears('identificazione.chiedi-codice-fiscale');
  await person.presses(citizen.tasti, { durationMs: 120, gapMs: 160 });
  await person.hears('stato-domanda.come');
  const { entries } = await person.hangsUp();
  const keyed = entries.flatMap((entry) => (entry.type === 'pressed' ? [entry.keys] : []));
  expect(keyed.join('')).toHaveLength(1 + citizen.tasti.length);
  expect(entries.flatMap(namesOf)).not.toContain('identificazione.codice-sbagliato');
}, 120_000);

test('nothing personal came out', async () => {
  expect(await line.leaks()).toEqual([]);
});
