import { readFile } from 'node:fs/promises';
import { WebSocket } from 'ws';
import type { Running } from '../../src/provision/supervise.ts';
import { until } from './until.ts';

/** The environment of a Node process whose event loop can be had: its inspector gets a free port when it is opened. */
export const canBeInspected = { NODE_OPTIONS: '--inspect-port=0' } as const;

/** The event loop of another process, by way of its inspector. */
export class EventLoop {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, () => void>();
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#answers.get(JSON.parse(String(data)).id)?.());
  }

  /** @param logFile where the standard error of the process goes */
  static async of(running: Running, logFile: string): Promise<EventLoop> {
    const before = (await inspectors(logFile)).length;
    running.kill('SIGUSR1');
    const url = await until('an inspector', async () => (await inspectors(logFile))[before]);
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new EventLoop(socket);
  }

  /** It does nothing but count for so long, as in a long garbage collection; other threads run on. Resolves when it is over. */
  async isBusy(ms: number): Promise<void> {
    this.#asked += 1;
    const id = this.#asked;
    const answered = new Promise<void>((resolve) => this.#answers.set(id, resolve));
    const expression = `{ const end = performance.now() + ${ms}; while (performance.now() < end); }`;
    this.#socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params: { expression } }));
    await answered;
  }

  close(): void {
    this.#socket.terminate();
  }
}

async function inspectors(logFile: string): Promise<readonly string[]> {
  const log = await readFile(logFile, 'utf8');
  return [...log.matchAll(/^Debugger listening on (ws:\S+)$/gm)].map(([, url = '']) => url);
}
