/** Child processes that never outlive us: Asterisk, Redis, PostgreSQL and our own workers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, createWriteStream, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Program } from './program.ts';
import { lastLine } from './program.ts';
import { ProvisionError } from './provision-error.ts';

/** How a process ended: one of the two is set. */
export interface ExitInfo {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that runs, in a process group of its own. */
export interface Running {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the process has ended, however that came; never rejects. */
  readonly exited: Promise<ExitInfo>;
  /** Ends the whole group: TERM (or `stopSignal`), a bounded wait, KILL. Resolves when it is gone; may be called more than once. */
  stop(): Promise<void>;
  /** Sends a signal to the whole group; false when it is gone already. */
  kill(signal: NodeJS.Signals): boolean;
}

export interface StartOptions {
  /** What messages call it: "Asterisk", "engine 1". */
  readonly name: string;
  readonly program: Program;
  readonly args: readonly string[];
  /** Standard output and error are appended here. */
  readonly logFile: string;
  readonly cwd?: string;
  /** Added to our own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Runs as this user and group; needs root. */
  readonly as?: { readonly uid: number; readonly gid: number };
  /** Takes each line of standard output, also after the start. */
  readonly onLine?: (line: string) => void;
  /**
   * When the process can be used: a line of its output, or what settles by itself (`signal` is aborted when
   * nobody waits any longer).
   */
  readonly ready: RegExp | ((signal: AbortSignal) => Promise<void>);
  readonly readyTimeoutMs: number;
  /** What asks it to end; TERM when absent. */
  readonly stopSignal?: NodeJS.Signals;
  /** From that to KILL; 5 s when absent. */
  readonly stopTimeoutMs?: number;
}

const live = new Set<number>();
// Covers process.exit() and uncaught errors; pdeathsig covers our own sudden death.
process.on('exit', () => {
  for (const pid of live) signalGroup(pid, 'SIGKILL');
});

/**
 * Starts a process and resolves when it is ready. It is killed by the kernel when this process dies, even by SIGKILL
 * (setpriv --pdeathsig; without setpriv only at an orderly exit).
 * @throws ProvisionError when it ends before it is ready or is not ready in time; nothing is left running then
 */
export async function startProcess(options: StartOptions): Promise<Running> {
  const { name, logFile } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  const child = spawnWithLog(options);
  const running = supervise(child, options);
  const output = readLines(child, options);
  const waiting = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      options.ready instanceof RegExp ? output.announced : options.ready(waiting.signal),
      running.exited.then(async (exit) => {
        const how = exit.signal ?? `code ${exit.code}`;
        throw new ProvisionError(`${name} ended at start (${how}): ${await output.lastLine()} (${logFile})`);
      }),
      new Promise((_resolve, reject) => {
        const error = `${name} was not ready after ${options.readyTimeoutMs / 1000} s: see ${logFile}`;
        timer = setTimeout(() => reject(new ProvisionError(error)), options.readyTimeoutMs);
      }),
    ]);
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  } finally {
    clearTimeout(timer);
    waiting.abort();
  }
}

/** Stops processes one after the other, last started first. */
export async function stopAll(processes: readonly Running[]): Promise<void> {
  for (const running of [...processes].reverse()) await running.stop();
}

function spawnWithLog(options: StartOptions): ChildProcess {
  const log = openSync(options.logFile, 'a');
  try {
    const { command, args } = tied(options);
    const output = readsLines(options) ? 'pipe' : log;
    return spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', output, output],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

/** The command line that ties the child's life to ours. */
function tied(options: StartOptions): { command: string; args: string[] } {
  const { program, as } = options;
  const own = [program.command, ...program.args, ...options.args];
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));
  if (setpriv === undefined) {
    if (as !== undefined) throw new ProvisionError('setpriv is missing: install util-linux 2.33 or newer');
    const [command = '', ...args] = own;
    return { command, args };
  }
  const user = as === undefined ? [] : ['--reuid', `${as.uid}`, '--regid', `${as.gid}`, '--clear-groups'];
  return { command: setpriv, args: ['--pdeathsig', 'KILL', ...user, '--', ...own] };
}

function supervise(child: ChildProcess, options: StartOptions): Running {
  const { name, stopSignal = 'SIGTERM', stopTimeoutMs = 5_000 } = options;
  const pid = child.pid;
  const exited = new Promise<ExitInfo>((resolve) => {
    child.once('error', () => resolve({ code: 127, signal: null }));
    child.once('exit', (code, signal) => {
      if (pid !== undefined) {
        // Whatever the process itself left in its group goes with it.
        signalGroup(pid, 'SIGKILL');
        live.delete(pid);
      }
      resolve({ code, signal });
    });
  });
  if (pid !== undefined) live.add(pid);
  const kill = (signal: NodeJS.Signals) => pid !== undefined && live.has(pid) && signalGroup(pid, signal);
  const stop = async () => {
    kill(stopSignal);
    const timer = setTimeout(() => kill('SIGKILL'), stopTimeoutMs);
    await exited;
    clearTimeout(timer);
  };
  return { name, pid: pid ?? 0, exited, stop, kill };
}

function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

function readsLines(options: StartOptions): boolean {
  return options.onLine !== undefined || options.ready instanceof RegExp;
}

interface Output {
  /** Resolves at the line that says "ready". */
  readonly announced: Promise<void>;
  /** The last line, once all output has been read. */
  lastLine(): Promise<string>;
}

/** Hands lines of standard output on and writes all output to the log file. */
function readLines(child: ChildProcess, options: StartOptions): Output {
  const { onLine, ready, logFile } = options;
  let last = '';
  const announced = new Promise<void>((resolve) => {
    if (child.stdout === null || child.stderr === null) return;
    const log = createWriteStream(logFile, { flags: 'a' });
    // A full disk must not end us; the process's own fate is watched elsewhere.
    log.on('error', () => undefined);
    for (const stream of [child.stdout, child.stderr]) {
      stream.pipe(log, { end: false });
      createInterface({ input: stream }).on('line', (line) => {
        last = line.trim() || last;
        if (stream === child.stdout) onLine?.(line);
        if (ready instanceof RegExp && ready.test(line)) resolve();
      });
    }
    child.once('close', () => log.end());
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  return {
    announced,
    lastLine: async () => {
      // Bounded: somebody who left the group may hold the pipe.
      await Promise.race([closed, pause(1_000, undefined, { ref: false })]);
      return last || lastWords(logFile);
    },
  };
}

function lastWords(logFile: string): string {
  return lastLine(readFileSync(logFile, 'utf8').slice(-4096)) || 'it wrote nothing';
}
