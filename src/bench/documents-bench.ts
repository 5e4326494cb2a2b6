import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { createBackOfficeClient } from '../backoffice/client.ts';
import { syntheticCitizen } from '../backoffice/reference/citizens.ts';
import { syntheticRecipient } from '../backoffice/reference/recipients.ts';
import { workerNodeOptions } from '../config/worker.ts';
import { problemsOf } from '../mail/address.ts';
import { RequestBook } from '../mail/book.ts';
import { deriveMailKeys } from '../mail/keys.ts';
import { migrations } from '../mail/schema.ts';
import { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { toWire } from '../privacy/wire.ts';
import { freePort } from '../provision/ports.ts';
import type { Program } from '../provision/program.ts';
import { startPostgres } from '../provision/start-postgres.ts';
import { startRedis } from '../provision/start-redis.ts';
import { type Running, startProcess, stopAll } from '../provision/supervise.ts';
import type { PostgresTool, Tool } from '../provision/tools.ts';
import { migrate } from '../store/migrate.ts';
import { openDatabase } from '../store/open.ts';
import {
  type DocumentsResult,
  type DocumentsRound,
  documentsContenders,
  documentsResultSchema,
} from './documents-round.ts';
import { table } from './tables.ts';

export interface DocumentsBenchOptions {
  readonly redis: Tool;
  readonly postgres: PostgresTool;
  /** The compiled command line, and the compiled program of a contender. */
  readonly main: string;
  readonly program: string;
  /** An empty folder below the temporary folder. */
  readonly dir: string;
  readonly requests: number;
  readonly atOnce: number;
  /** Only this one: how its memory goes over many requests, say. All are measured without it. */
  readonly only?: DocumentsRound['contender'] | undefined;
  readonly report: (line: string) => void;
}

/** Of those that were measured. */
export type DocumentsFigures = Readonly<Partial<Record<DocumentsRound['contender'], DocumentsResult>>>;

const ports = { from: 20_000, to: 29_999 };
const kinds = [
  { kind: 'estratto-contributivo', parameters: {} },
  { kind: 'estratto-pagamenti', parameters: { anno: 2025 } },
] as const;
/** The contender has the first core to itself; all that it talks to is on the second. */
const cores = { contender: 0, others: 1 };
/** What a process compiles on the way is compiled by then. */
const usualWarmUp = 500;
const longestMs = 6 * 3_600_000;

/** How many letters a second one core brings into the spool, next to what BullMQ and rendering alone do on it. */
export async function benchDocuments(options: DocumentsBenchOptions): Promise<DocumentsFigures> {
  const { dir, main, requests, report } = options;
  await chmod(dir, 0o711);
  const started: Running[] = [];
  const start = async <R extends Running>(running: Promise<R>): Promise<R> => {
    started.push(await running);
    return running;
  };
  try {
    const [postgresPort, redisPort, backOfficePort] = [await port(), await port(), await port()];
    const postgres = await start(
      startPostgres({
        tool: { ...options.postgres, program: onCore(cores.others, options.postgres.program) },
        dir: join(dir, 'postgres'),
        port: postgresPort,
        durable: true,
      }),
    );
    const redis = await start(
      startRedis({
        tool: { ...options.redis, program: onCore(cores.others, options.redis.program) },
        dataDir: dir,
        port: redisPort,
        password: randomBytes(32).toString('hex'),
      }),
    );
    const backOfficeToken = randomUUID();
    const backOfficeUrl = `http://127.0.0.1:${backOfficePort}`;
    await start(
      startProcess({
        name: 'back-office',
        program: onCore(cores.others, { command: process.execPath, args: [main] }),
        args: ['back-office'],
        logFile: join(dir, 'back-office.log'),
        env: {
          LOG_LEVEL: 'warn',
          DATA_DIR: dir,
          HTTP_PORT: `${backOfficePort}`,
          BACKOFFICE_TOKEN: backOfficeToken,
          PIN_PEPPER: randomBytes(32).toString('hex'),
          CITIZENS: `${Math.ceil(requests / kinds.length / 0.7) + 40}`,
        },
        ready: /^ready/,
        readyTimeoutMs: 600_000,
      }),
    );
    const given: Omit<DocumentsRound, 'contender'> = {
      requests,
      warmUp: Math.min(usualWarmUp, Math.floor(requests / 2)),
      atOnce: options.atOnce,
      redisUrl: redis.url,
      databaseUrl: postgres.url,
      backOfficeUrl,
      backOfficeToken,
      recordsKey: randomBytes(32).toString('hex'),
      spoolDir: join(dir, 'spool'),
    };
    await enterRequests(given, report);
    report(`${requests} requests are entered`);
    const figures: Partial<Record<DocumentsRound['contender'], DocumentsResult>> = {};
    for (const contender of options.only === undefined ? documentsContenders : [options.only])
      figures[contender] = await runContender({ ...given, contender }, options);
    return figures;
  } finally {
    await stopAll(started);
  }
}

/** As the desk would have entered them, without the calls. */
async function enterRequests(
  given: Omit<DocumentsRound, 'contender'>,
  report: (line: string) => void,
): Promise<void> {
  const logger = pino({ level: 'silent' });
  const database = await openDatabase({ url: given.databaseUrl, logger });
  const backOffice = createBackOfficeClient({
    baseUrl: given.backOfficeUrl,
    token: given.backOfficeToken,
    timeoutMs: 30_000,
    logger,
  });
  const book = new RequestBook(database);
  const sealer = new Sealer(deriveMailKeys(Buffer.from(given.recordsKey, 'hex')).seal);
  await migrate(database, 'mail', migrations);
  // Those who come first are the special cases, one of whom has 200 pages.
  for (let index = 20, entered = 0; entered < given.requests; index += 1) {
    if (!canBeWrittenTo(index)) continue;
    const { value } = await backOffice.call(
      'persone.cerca',
      { chiavi: new Sensitive('codice-fiscale', syntheticCitizen(index).keys) },
      { idempotencyKey: randomUUID() },
    );
    const { persona } = value;
    if (!(persona instanceof Sensitive)) continue;
    for (const { kind, parameters } of kinds) {
      await book.enter({
        kind,
        channel: 'residence',
        person: randomBytes(32),
        parameters,
        sealed: sealer.seal(new Sensitive('persona', toWire({ persona }))),
        language: 'it',
        expectedBy: '2026-12-07',
        fingerprint: randomBytes(32),
        deduplication: randomBytes(32),
        idempotencyKey: randomUUID(),
        at: new Date(),
      });
      entered += 1;
      if (entered % 10_000 === 0) report(`${entered} requests are entered`);
      if (entered === given.requests) break;
    }
  }
  backOffice.close();
  await database.close();
}

/** The last of each twenty has no documents. */
function canBeWrittenTo(index: number): boolean {
  const { name, residence } = syntheticRecipient(syntheticCitizen(index));
  return index % 20 !== 19 && residence !== null && problemsOf(name, residence).length === 0;
}

async function runContender(
  round: DocumentsRound,
  { program, dir, report }: DocumentsBenchOptions,
): Promise<DocumentsResult> {
  let result: DocumentsResult | undefined;
  const running = await startProcess({
    name: round.contender,
    program: onCore(cores.contender, { command: process.execPath, args: [...workerNodeOptions, program] }),
    args: [],
    logFile: join(dir, `${round.contender}.log`),
    env: { ROUND: JSON.stringify(round) },
    onLine: (line) => {
      if (line.startsWith('passed ')) report(`${round.contender}: ${line.slice('passed '.length)}`);
      if (line.startsWith('result '))
        result = documentsResultSchema.parse(JSON.parse(line.slice('result '.length)));
    },
    ready: /^result /,
    readyTimeoutMs: longestMs,
  });
  await running.exited;
  if (result === undefined) throw new Error(`${round.contender} gave no result`);
  return result;
}

/** Tied to one core, where the machine has the program for it. */
function onCore(core: number, program: Program): Program {
  const taskset = ['/usr/bin/taskset', '/bin/taskset'].find((path) => existsSync(path));
  return taskset === undefined
    ? program
    : { command: taskset, args: ['-c', `${core}`, program.command, ...program.args] };
}

const port = () => freePort(ports.from, ports.to);

/** Figures for the terminal and docs/performance.md. */
export function documentsTable(figures: DocumentsFigures): string {
  const rows = documentsContenders.flatMap((contender) => {
    const measured = figures[contender];
    if (measured === undefined) return [];
    const { done, ms, cpuMs, rssMb } = measured;
    return [
      [
        contender,
        `${done}`,
        ((done / ms) * 1_000).toFixed(1),
        ((done / cpuMs) * 1_000).toFixed(1),
        (cpuMs / done).toFixed(2),
        rssMb.join(' '),
      ],
    ];
  });
  const shares = shareOf(figures);
  return [
    table(['one core', 'done', 'a second', 'a CPU second', 'CPU ms each', 'RSS MB at each tenth'], rows),
    ...(shares === undefined
      ? []
      : [
          `fulfilment reaches ${Math.round(shares.share * 100)} % of ${shares.slower}, the slower of the two (${Math.round(shares.cpuShare * 100)} % by CPU time)`,
        ]),
  ].join('\n\n');
}

/** How fulfilment does next to the slower of the two that it is made of; undefined where not all were measured. */
export function shareOf(
  figures: DocumentsFigures,
): { slower: string; share: number; cpuShare: number } | undefined {
  const rate = ({ done, ms }: DocumentsResult) => done / ms;
  const cpuRate = ({ done, cpuMs }: DocumentsResult) => done / cpuMs;
  const { fulfilment, rendering, 'bare-bullmq': bare } = figures;
  if (fulfilment === undefined || rendering === undefined || bare === undefined) return undefined;
  const slower = rate(rendering) <= rate(bare) ? rendering : bare;
  return {
    slower: slower === rendering ? 'rendering' : 'bare-bullmq',
    share: rate(fulfilment) / rate(slower),
    cpuShare: cpuRate(fulfilment) / cpuRate(slower),
  };
}
