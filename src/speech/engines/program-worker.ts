import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { SpeechError } from '../synthesizer.ts';

/** What a program writes at most: ten minutes of sound. */
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;

/**
 * Reads an end mark, a variant and a line of text; gives the text to the program on its standard input; writes what
 * the program writes, then the end mark and the exit code. `printf` is built in, so no process has the text as an argument.
 */
const SCRIPT = `while IFS= read -r end && IFS= read -r variant && IFS= read -r text; do
  printf '%s\\n' "$text" | "$@" "$variant"
  printf '%s%03d' "$end" "$?"
done`;

interface Run {
  readonly end: Buffer;
  readonly finish: (result: Buffer | SpeechError) => void;
}

/**
 * Runs a program again and again, one run at a time, from a small shell that stays: to start a process from a large
 * one like the engine stops all its calls for tens of milliseconds. The shell ends when this process does, however it ends.
 */
export class ProgramWorker {
  readonly #command: readonly string[];
  readonly #timeoutMs: number;
  #shell: ChildProcessWithoutNullStreams | undefined;
  #run: Run | undefined;
  #output: Buffer[] = [];
  #size = 0;
  #complaint = '';

  /** @param command the program and all its arguments but the last, the variant. */
  constructor(command: readonly string[], timeoutMs: number) {
    this.#command = command;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * What the program writes for one line of text. It is killed when it takes too long, writes too much or the signal fires.
   * @param variant the program's last argument; nothing about a person.
   * @throws SpeechError `unavailable` (cannot be started), `failed` (exit code), `timed-out`, `cancelled`.
   */
  run(variant: string, text: string, signal?: AbortSignal): Promise<Buffer> {
    if (this.#command.length === 0) {
      throw new SpeechError(
        'unavailable',
        'no command is configured for speech: run the set-up, or install espeak-ng',
      );
    }
    if (signal?.aborted) throw new SpeechError('cancelled', 'given up before it was spoken');
    if (this.#run !== undefined) throw new SpeechError('busy', 'this worker is speaking another text');
    const shell = this.#shell ?? this.#start();
    return new Promise((resolve, reject) => {
      const cancel = () => this.#kill(new SpeechError('cancelled', 'given up while it was spoken'));
      const timer = setTimeout(() => {
        this.#kill(
          new SpeechError('timed-out', `${this.#name} took longer than ${this.#timeoutMs} ms and was killed`),
        );
      }, this.#timeoutMs);
      signal?.addEventListener('abort', cancel, { once: true });
      const end = randomBytes(16).toString('hex');
      const finish = (result: Buffer | SpeechError) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
        this.#run = undefined;
        if (result instanceof SpeechError) reject(result);
        else resolve(result);
      };
      [this.#output, this.#size, this.#complaint] = [[], 0, ''];
      this.#run = { end: Buffer.from(end), finish };
      shell.stdin.write(`${end}\n${variant}\n${text.replaceAll(/\p{Cc}+/gu, ' ')}\n`);
    });
  }

  /** Ends the shell, and a run under way. */
  close(): void {
    this.#kill(new SpeechError('cancelled', 'speech is shut down'));
  }

  get #name(): string {
    return this.#command[0] ?? 'the program';
  }

  #start(): ChildProcessWithoutNullStreams {
    const shell = spawn('/bin/sh', ['-c', SCRIPT, 'sh', ...this.#command], { stdio: 'pipe', detached: true });
    this.#shell = shell;
    const whenCurrent = (act: () => void) => () => this.#shell === shell && act();
    shell.stdout.on('data', (bytes: Buffer) => whenCurrent(() => this.#receive(bytes))());
    shell.stderr.on('data', (bytes: Buffer) => {
      if (this.#complaint.length < 500) this.#complaint += bytes.toString('utf8');
    });
    const lost = whenCurrent(() =>
      this.#kill(new SpeechError('unavailable', `the shell that runs ${this.#name} ended`)),
    );
    for (const stream of [shell, shell.stdin]) stream.on('error', lost);
    shell.on('exit', lost);
    // Waiting for work keeps nobody alive; a run does, by its timer.
    shell.unref();
    for (const stream of [shell.stdin, shell.stdout, shell.stderr]) {
      if ('unref' in stream && typeof stream.unref === 'function') stream.unref();
    }
    return shell;
  }

  #receive(bytes: Buffer): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#output.push(bytes);
    this.#size += bytes.length;
    if (this.#size > MAX_OUTPUT_BYTES) {
      this.#kill(new SpeechError('failed', `${this.#name} wrote more than ten minutes of sound`));
      return;
    }
    const length = run.end.length + 3;
    const tail = lastBytes(this.#output, length);
    if (!tail.subarray(0, run.end.length).equals(run.end)) return;
    const code = Number(tail.subarray(run.end.length).toString());
    run.finish(code === 0 ? Buffer.concat(this.#output).subarray(0, -length) : this.#failure(code));
  }

  #failure(code: number): SpeechError {
    const reason = this.#complaint.trim().split('\n')[0]?.slice(0, 200) || 'it gave no reason';
    if (code !== 126 && code !== 127)
      return new SpeechError('failed', `${this.#name} ended with ${code}: ${reason}`);
    const mend = 'run the set-up again, or install espeak-ng and check its path';
    return new SpeechError('unavailable', `${this.#name} cannot be started (${reason}): ${mend}`);
  }

  /** Kills the shell with all it started; the next run starts another. */
  #kill(reason: SpeechError): void {
    const shell = this.#shell;
    this.#shell = undefined;
    if (shell?.pid !== undefined) {
      try {
        process.kill(-shell.pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    this.#run?.finish(reason);
  }
}

/** The last bytes of all chunks; what is looked for may have come in pieces. */
function lastBytes(chunks: readonly Buffer[], length: number): Buffer {
  let tail: Buffer = Buffer.alloc(0);
  for (let index = chunks.length - 1; index >= 0 && tail.length < length; index--) {
    const chunk = chunks[index]?.subarray(-length) ?? tail;
    tail = Buffer.concat([chunk, tail]);
  }
  return tail.subarray(-length);
}
