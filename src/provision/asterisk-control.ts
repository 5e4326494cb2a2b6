import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Between attempts to reach a control socket that is not there yet. */
const RETRY_MS = 20;

/**
 * Waits until the Asterisk whose control socket is in `runDir` says that it is fully booted.
 * @param signal ends the waiting; the promise rejects then
 */
export async function waitFullyBooted(runDir: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const answer = await ask(join(runDir, 'asterisk.ctl'), 'core waitfullybooted', signal).catch(
      () => undefined,
    );
    if (answer !== undefined) return;
    await pause(RETRY_MS, undefined, { signal });
  }
}

/** Sends one command to a running Asterisk; resolves with what it prints, rejects when it cannot be reached. */
export function ask(socketPath: string, command: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path: socketPath });
    const abort = () => socket.destroy();
    signal.addEventListener('abort', abort, { once: true });
    let text = '';
    let greeted = false;
    socket.setEncoding('utf8');
    socket.on('error', reject);
    socket.on('close', () => {
      signal.removeEventListener('abort', abort);
      reject(new Error(`Asterisk closed ${socketPath}`));
    });
    socket.on('data', (part: string) => {
      text += part;
      if (!greeted && text.includes('\n')) {
        // The first line names the machine, the process and the version; commands end with a zero byte.
        greeted = true;
        text = text.slice(text.indexOf('\n') + 1);
        socket.write(`${command}\0`);
      }
      if (greeted && /\S/.test(text)) {
        resolve(text.trim());
        socket.destroy();
      }
    });
  });
}
