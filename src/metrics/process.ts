import { readdir, statfs } from 'node:fs/promises';
import { metricsOf } from './catalogue/index.ts';
import * as catalogue from './catalogue/process.ts';
import type { Part } from './definition.ts';
import { Metrics } from './registry.ts';

const lagEveryMs = 100;

/** The metrics of this process, with what every process tells of itself. @param dataDir whose disk is watched */
export function openMetrics(part: Part, name: string, dataDir?: string): Metrics {
  const metrics = new Metrics(metricsOf(part));
  metrics.readValue(catalogue.cpuSeconds, () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  metrics.readValue(catalogue.residentMemory, () => process.memoryUsage.rss());
  metrics.readValue(catalogue.heapUsed, () => process.memoryUsage().heapUsed);
  const startedAt = Date.now() / 1000 - process.uptime();
  metrics.readValue(catalogue.startTime, () => startedAt);
  metrics.readValue(catalogue.openFiles, async () => (await readdir('/proc/self/fd')).length);
  metrics.read(catalogue.info, () => [{ labels: { part, name, node: process.version }, value: 1 }]);
  if (dataDir !== undefined) {
    metrics.readValue(catalogue.diskFree, async () => {
      const { bavail, bsize } = await statfs(dataDir);
      return bavail * bsize;
    });
  }
  watchEventLoop((seconds) => metrics.observe(catalogue.eventLoopLag, {}, seconds));
  return metrics;
}

/** Tells how late a timer fires, ten times a second, on the monotonic clock. It keeps no process alive. */
function watchEventLoop(tell: (seconds: number) => void): void {
  let due = performance.now() + lagEveryMs;
  setInterval(() => {
    const now = performance.now();
    tell(Math.max(0, now - due) / 1000);
    due = now + lagEveryMs;
  }, lagEveryMs).unref();
}
