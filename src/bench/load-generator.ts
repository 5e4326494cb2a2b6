import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Round, type RoundResult, roundResultSchema } from './round.ts';

const program = fileURLToPath(new URL('./load-process.js', import.meta.url));

/** The process that places the calls; one at a time. */
export class LoadGenerator {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Runs one round to its end. @throws Error when the process ends meanwhile or the bound is over; the signal's reason */
  run(round: Round, timeoutMs: number, signal: AbortSignal): Promise<RoundResult> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const done = (settle: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        child.off('message', answered).off('exit', exited);
        settle();
      };
      const answered = (message: unknown) => done(() => resolve(roundResultSchema.parse(message)));
      const exited = () => done(() => reject(new Error('the load generator ended in the middle of a round')));
      const aborted = () => done(() => reject(signal.reason));
      const timer = setTimeout(() => {
        done(() => reject(new Error(`a round was not over after ${timeoutMs / 1000} s`)));
      }, timeoutMs);
      signal.addEventListener('abort', aborted);
      child.on('message', answered).on('exit', exited);
      child.send(round);
    });
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}
