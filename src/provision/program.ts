import { execFile } from 'node:child_process';

/** How to start a program: `command` with `args` before the program's own arguments. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** What a long step is doing; `fraction` (0 to 1) is absent where the length is unknown. */
export interface Progress {
  readonly step: string;
  readonly fraction?: number;
  readonly detail: string;
}

/** Takes progress, for a progress bar or a log. */
export type Report = (progress: Progress) => void;

/** The end of a short-lived program: its exit code (undefined when it did not start or was killed) and what it wrote. */
export interface RunResult {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a short-lived program to its end and never rejects: a program that is missing or was killed has no `code`.
 * @param timeoutMs it is killed after this time
 */
export function run(program: Program, args: readonly string[], timeoutMs: number): Promise<RunResult> {
  return new Promise((resolve) => {
    execFile(
      program.command,
      [...program.args, ...args],
      {
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: 16 * 1024 * 1024,
        env: { ...process.env, LC_ALL: 'C' },
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
        resolve({ code, stdout, stderr });
      },
    );
  });
}

/** The last line of a text that says something, for one-line errors. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
