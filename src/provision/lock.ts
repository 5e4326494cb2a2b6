import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ProvisionError } from './provision-error.ts';

/**
 * Runs `work` while this process alone holds the lock on `path`. The kernel holds it (flock(1) in a child that ends
 * when our end of its pipe closes), so the lock of an owner that was killed is free at once: there are no stale locks.
 * @param waiting called once when somebody else has it
 * @param timeoutMs how long to wait for it
 * @throws ProvisionError when it is still taken after that time
 */
export async function withLock<T>(
  path: string,
  timeoutMs: number,
  waiting: () => void,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const seconds = Math.ceil(timeoutMs / 1000);
  const script = `flock --nonblock 9 || { echo taken; flock --timeout ${seconds} 9 || exit 1; }; echo held; exec cat >/dev/null`;
  const holder = spawn('sh', ['-c', `exec 9>>"$0"; ${script}`, path], { stdio: ['pipe', 'pipe', 'ignore'] });
  try {
    await new Promise<void>((resolve, reject) => {
      const refused = () =>
        reject(
          new ProvisionError(
            `${path} is still locked by another process after ${seconds} s; end it, then try again`,
          ),
        );
      holder.once('error', refused);
      holder.once('exit', refused);
      holder.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('taken')) waiting();
        if (text.includes('held')) resolve();
      });
    });
    return await work();
  } finally {
    holder.stdin.destroy();
  }
}
