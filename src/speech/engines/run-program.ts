import { spawn } from 'node:child_process';
import { SpeechError } from '../synthesizer.ts';

/** What a program writes at most: ten minutes of sound. */
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;

export interface ProgramOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs a program, gives it `input` on its standard input and returns what it wrote. The process is killed when it
 * takes too long, writes too much or the signal fires.
 * @param command the program and its arguments; the input never goes there, where every user could read it.
 * @throws SpeechError `unavailable` (cannot be started), `failed` (exit code), `timed-out`, `cancelled`.
 */
export function runProgram(
  command: readonly string[],
  input: string,
  options: ProgramOptions,
): Promise<Buffer> {
  const [program, ...given] = command;
  const { timeoutMs, signal } = options;
  if (program === undefined) {
    throw new SpeechError(
      'unavailable',
      'no command is configured for speech: run the set-up, or install espeak-ng',
    );
  }
  if (signal?.aborted) throw new SpeechError('cancelled', 'given up before it was spoken');
  return new Promise((resolve, reject) => {
    const child = spawn(program, given, { stdio: 'pipe' });
    const output: Buffer[] = [];
    let size = 0;
    let complaint = '';
    let failure: SpeechError | undefined;

    const kill = (reason: SpeechError) => {
      failure ??= reason;
      child.kill('SIGKILL');
    };
    const cancel = () => kill(new SpeechError('cancelled', 'given up while it was spoken'));
    const timer = setTimeout(() => {
      kill(new SpeechError('timed-out', `${program} took longer than ${timeoutMs} ms and was killed`));
    }, timeoutMs);
    signal?.addEventListener('abort', cancel, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    };

    child.stdout.on('data', (bytes: Buffer) => {
      size += bytes.length;
      if (size > MAX_OUTPUT_BYTES)
        kill(new SpeechError('failed', `${program} wrote more than ten minutes of sound`));
      else output.push(bytes);
    });
    child.stderr.on('data', (bytes: Buffer) => {
      if (complaint.length < 500) complaint += bytes.toString('utf8');
    });
    // A program that exits early closes the pipe; its exit code says why.
    child.stdin.on('error', () => undefined);
    child.on('error', (cause) => {
      settle();
      const mend = 'run the set-up again, or install espeak-ng and check its path';
      reject(new SpeechError('unavailable', `${program} cannot be started: ${mend}`, { cause }));
    });
    child.on('close', (code, killedBy) => {
      settle();
      if (failure !== undefined) reject(failure);
      else if (code === 0) resolve(Buffer.concat(output));
      else
        reject(
          new SpeechError('failed', `${program} ended with ${code ?? killedBy}: ${firstLine(complaint)}`),
        );
    });
    child.stdin.end(input);
  });
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 200) || 'it gave no reason';
}
