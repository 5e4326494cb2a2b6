import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchCalls, type CallFigures, type Contender } from '../bench/call-bench.ts';
import { benchCheck, checkLine } from '../bench/check-bench.ts';
import { ariClientApplication, numbers, writeDialplan } from '../bench/dialplan.ts';
import { benchDocuments, documentsTable, shareOf } from '../bench/documents-bench.ts';
import { documentsContenders } from '../bench/documents-round.ts';
import { benchInterpreter } from '../bench/interpreter-bench.ts';
import { describeMachine } from '../bench/machine.ts';
import { callTables, interpreterTable, machineText } from '../bench/tables.ts';
import { benchWatching, watchingText } from '../bench/watching-bench.ts';
import { Sealer } from '../privacy/seal.ts';
import { loadService } from '../project.ts';
import type { Report } from '../provision/program.ts';
import { provide, providePostgres } from '../provision/provide.ts';
import { loadOrCreateSecrets } from '../provision/secrets.ts';
import { startProcess } from '../provision/supervise.ts';
import { overload } from './bench-overload.ts';
import { benchQueueCommand } from './bench-queue.ts';
import { startBenchStack } from './bench-service.ts';
import {
  type Command,
  flowsDir,
  numberOption,
  projectDir,
  promptsDir,
  textOption,
  UsageError,
} from './command.ts';
import { passingDir } from './passing-dir.ts';
import { progressOn } from './progress.ts';
import { untilTold } from './until-told.ts';

const compiledMain = fileURLToPath(new URL('./main.js', import.meta.url));
const ariClientProgram = fileURLToPath(new URL('../bench/ari-client-program.js', import.meta.url));
const documentsProgram = fileURLToPath(new URL('../bench/documents-program.js', import.meta.url));
const watchedCalls = 20_000;

export const bench: Command = {
  name: 'bench',
  summary: 'measure answers and CPU against native dialplan and a plain ari-client program',
  usage: `
usage: npm run bench -- [call|interpreter|check] [--rates 1,10,30,60] [--seconds N] [--rounds N] [--json] [--out FILE] [--data DIR]
       npm run bench -- documents [--requests N] [--only NAME] [--json] [--out FILE]
       npm run bench -- queue [--seconds N] [--rounds N] [--json] [--out FILE]
       npm run bench -- overload [--rate N] [--flood N] [--most N] [--seconds N] [--json] [--out FILE]
       npm run bench -- watching [--json]

  call           the same dialog by this engine, in native dialplan and by a small ari-client program, in turns on
                 one Asterisk: a key's end packet to the next prompt's first packet, INVITE to 200, CPU a call
  interpreter    microseconds a transition, and to seal a checkpoint
  check          centralino check over a hundred flows in eight languages
  documents      letters a second on one core, from the outbox into the spool, next to BullMQ with nothing to do and to
                 rendering alone
  queue          matching: callers and operators put together a second in one Redis; then, with 50 callers waiting and
                 50 operators on a real Asterisk, how soon an operator's phone has the INVITE after the decision
  overload       more calls than the line can serve, with the engine's limits and without: how soon a key is answered
                 in those that are served
  --rate N       overload: calls a second that can be served (default 15)
  --flood N      overload: calls a second that cannot (default 60)
  --most N       overload: MAX_CALLS of the engine with limits (default 100)
  watching       CPU that metrics and traces cost a call
  --requests N   documents: how many (default 2000)
  --only NAME    documents: bare-bullmq, rendering or fulfilment alone, as for its memory over 100000 requests
  --rates LIST   calls a second, up to 100 (default 1,10,30,60)
  --seconds N    how long calls are placed in one round, or decisions are counted (default 10)
  --rounds N     rounds of each contender at each rate (default 3); queue: how often every phone rings (default 10)
  --json         figures for programs
  --out FILE     the figures into a file, too
  --data DIR     what is written: logs, audio (default .centralino/bench)

call and interpreter without a name. Figures are only good on a machine that does nothing else.`,
  options: {
    rate: { type: 'string' },
    flood: { type: 'string' },
    most: { type: 'string' },
    requests: { type: 'string' },
    only: { type: 'string' },
    rates: { type: 'string' },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    json: { type: 'boolean' },
    out: { type: 'string' },
    data: { type: 'string' },
  },
  run: async (values, positionals) => {
    const [what] = positionals;
    if (what === 'check') {
      const figures = await benchCheck({ main: compiledMain, flowsDir, promptsDir, flow: 'operatore' });
      process.stdout.write(`${values['json'] === true ? JSON.stringify(figures) : checkLine(figures)}\n`);
      return 0;
    }
    if (what === 'watching') {
      const figures = await benchWatching(watchedCalls);
      process.stdout.write(`${values['json'] === true ? JSON.stringify(figures) : watchingText(figures)}\n`);
      return 0;
    }
    if (what === 'documents') return await documents(values);
    if (what === 'queue') return await benchQueueCommand(values);
    if (what === 'overload') return await overload(values);
    if (positionals.length > 1 || (what !== undefined && what !== 'call' && what !== 'interpreter')) {
      throw new UsageError(
        `there is no benchmark "${positionals.join(' ')}": write call, interpreter, check, documents, queue, watching, overload or nothing`,
      );
    }
    const rates = ratesOf(textOption(values, 'rates', '1,10,30,60'));
    const seconds = numberOption(values, 'seconds', { min: 1, max: 60, default: 10 });
    const rounds = numberOption(values, 'rounds', { min: 1, max: 20, default: 3 });
    const dataDir = resolve(textOption(values, 'data', join(projectDir, '.centralino/bench')));
    const told = new AbortController();
    void untilTold().then(() => told.abort(new UsageError('ended before its end')));
    const machine = describeMachine();
    const interpreter = what === 'call' ? undefined : await interpreterFigures();
    const call =
      what === 'interpreter'
        ? undefined
        : await callFigures({
            rates,
            seconds,
            rounds,
            dataDir,
            report: progressOn(process.stderr),
            signal: told.signal,
          });
    const text =
      values['json'] === true
        ? JSON.stringify({ machine, seconds, rounds, interpreter, ...call }, null, 2)
        : [
            machineText(machine, call?.asterisk),
            ...(interpreter === undefined ? [] : [interpreterTable(interpreter)]),
            ...(call === undefined ? [] : [callTables(call.calls)]),
          ].join('\n\n');
    process.stdout.write(`${text}\n`);
    const out = textOption(values, 'out', '');
    if (out !== '') await writeFile(out, `${text}\n`);
    return 0;
  },
};

/** As many as the workers of a process take at once. */
const lettersAtOnce = 3;

async function documents(values: Readonly<Record<string, unknown>>): Promise<number> {
  const requests = numberOption(values, 'requests', { min: 10, max: 1_000_000, default: 2_000 });
  const name = textOption(values, 'only', '');
  const only = documentsContenders.find((contender) => contender === name);
  if (name !== '' && only === undefined)
    throw new UsageError(`--only takes ${documentsContenders.join(', ')}, not "${name}"`);
  const machine = describeMachine();
  const report = progressOn(process.stderr);
  const given = { toolsDir: join(projectDir, '.centralino/tools'), report };
  const [{ redis }, postgres] = [await provide(given), await providePostgres(given)];
  const { dir, remove } = await passingDir('centralino-bench-');
  try {
    const figures = await benchDocuments({
      redis,
      postgres,
      main: compiledMain,
      program: documentsProgram,
      dir,
      requests,
      atOnce: lettersAtOnce,
      only,
      report: (line) => process.stderr.write(`${line}\n`),
    });
    const text =
      values['json'] === true
        ? JSON.stringify({ machine, ...figures, ...shareOf(figures) }, null, 2)
        : `${machineText(machine, undefined)}\n\n${documentsTable(figures)}`;
    process.stdout.write(`${text}\n`);
    const out = textOption(values, 'out', '');
    if (out !== '') await writeFile(out, `${text}\n`);
    return 0;
  } finally {
    remove();
  }
}

async function interpreterFigures() {
  const { project } = await loadService(flowsDir, promptsDir);
  return benchInterpreter({ project, flow: 'benvenuto', sealer: new Sealer(randomBytes(32)), walks: 5_000 });
}

/** Starts everything, runs the rounds, and stops everything. */
async function callFigures(options: {
  rates: readonly number[];
  seconds: number;
  rounds: number;
  dataDir: string;
  report: Report;
  signal: AbortSignal;
}): Promise<{ asterisk: string; calls: readonly CallFigures[] }> {
  const { dataDir, report, signal } = options;
  const tools = await provide({ toolsDir: join(projectDir, '.centralino/tools'), report });
  const stack = await startBenchStack({
    dataDir,
    report,
    prepare: (prompts) => writeDialplan(dataDir, prompts),
  });
  try {
    const { asterisk, engine, redis, sipPort } = stack;
    const ariClient = await startProcess({
      name: 'the ari-client program',
      program: { command: process.execPath, args: [ariClientProgram] },
      args: [],
      logFile: join(dataDir, 'log/ari-client.log'),
      env: {
        ARI_URL: asterisk.ariUrl,
        ARI_USER: asterisk.ariUser,
        ARI_PASSWORD: (await loadOrCreateSecrets(dataDir)).ariPassword,
        ARI_APPLICATION: ariClientApplication,
        SOUNDS: join(dataDir, 'sounds'),
      },
      ready: /^ready/,
      readyTimeoutMs: 30_000,
    });
    try {
      const contenders: readonly Contender[] = [
        { name: 'native dialplan', number: numbers.native, pids: [] },
        { name: 'this engine', number: numbers.engine, pids: [engine.pid] },
        { name: 'ari-client', number: numbers.ariClient, pids: [ariClient.pid] },
      ];
      const { rates, seconds, rounds } = options;
      const calls = await benchCalls({
        contenders,
        asteriskPid: asterisk.pid,
        redisPid: redis.pid,
        sipPort,
        rates,
        seconds,
        rounds,
        report,
        signal,
      });
      return { asterisk: tools.asterisk.version, calls };
    } finally {
      await ariClient.stop();
    }
  } finally {
    await stack.stop();
  }
}

function ratesOf(text: string): number[] {
  const rates = text.split(',').map(Number);
  if (rates.every((rate) => rate > 0 && rate <= 100)) return rates;
  throw new UsageError(`--rates takes calls a second up to 100, with commas, not "${text}"`);
}
