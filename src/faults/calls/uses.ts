import { readdir, readFile } from 'node:fs/promises';

/** What a process holds, as /proc tells it; zeros when it is gone. */
export async function usesOf(pid: number): Promise<{ readonly handles: number; readonly megabytes: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  const handles = await readdir(`/proc/${pid}/fd`).catch(() => []);
  return { handles: handles.length, megabytes: Math.round(kilobytes / 1024) };
}
