import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { projectDir } from '../support/parts.ts';

const said = z.union([z.object({ ready: z.number() }), z.object({ id: z.number(), answer: z.unknown() })]);

/** A real server of a protocol, in a process of its own (servers/NAME.mjs). */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly port: number;
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  #questions = 0;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
    child.on('message', (message) => {
      const parsed = said.parse(message);
      if ('id' in parsed) this.#waiting.get(parsed.id)?.(parsed.answer);
    });
  }

  /** @param options what the program takes, as JSON */
  static async start(name: string, options: object = {}): Promise<ServerProcess> {
    const program = join(projectDir, 'test/carriers/servers', `${name}.mjs`);
    const child = fork(program, [JSON.stringify(options)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const port = await new Promise<number>((resolve, reject) => {
      child.once('message', (message) => {
        const parsed = said.parse(message);
        if ('ready' in parsed) resolve(parsed.ready);
      });
      child.once('exit', (code) => reject(new Error(`the server "${name}" ended with ${code}`)));
    });
    return new ServerProcess(child, port);
  }

  async ask(ask: string, value?: unknown): Promise<unknown> {
    const id = ++this.#questions;
    const answered = new Promise<unknown>((resolve) => this.#waiting.set(id, resolve));
    this.#child.send({ id, ask, value });
    return await answered.finally(() => this.#waiting.delete(id));
  }

  /** @param mode what the server itself knows; `well` for what it should do */
  async behave(mode: unknown): Promise<void> {
    await this.ask('mode', mode);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill();
    await gone;
  }
}
