import type { Logger } from 'pino';
import type { RecordsConfig, WorkerConfig } from '../config/worker.ts';
import type { Render } from '../mail/fulfilment/document.ts';
import { spansLost } from '../metrics/catalogue/neighbours.ts';
import { openMetrics } from '../metrics/process.ts';
import { openTracingIfAsked } from '../tracing/tracing.ts';
import { openMonitor } from '../web/monitor.ts';
import type { CarriersConfig } from './carriers-config.ts';
import { startPromptRenderer } from './prompt-renderer.ts';
import { openRecords } from './records.ts';

export interface RunningWorker {
  stop(): Promise<void>;
}

/**
 * Does what engines must not be held up with. Resolves when the records, if it keeps them, are served.
 * @throws DatabaseError, MigrationError when the records cannot be opened
 */
export async function startWorker(
  config: WorkerConfig,
  recordsConfig: (RecordsConfig & CarriersConfig) | undefined,
  logger: Logger,
  render: Render,
): Promise<RunningWorker> {
  const metrics = openMetrics('worker', 'worker', config.DATA_DIR);
  const tracing = await openTracingIfAsked(config, {
    service: 'centralino-worker',
    instance: `${process.pid}`,
    logger,
    lost: (spans) => metrics.count(spansLost, {}, spans),
  });
  const records =
    recordsConfig && (await openRecords({ ...config, ...recordsConfig }, logger, render, metrics, tracing));
  const renderer = startPromptRenderer(config, logger);
  const { MONITOR_PORT: port, MONITOR_HOST: host } = config;
  const monitor =
    port === undefined
      ? undefined
      : await openMonitor(
          { host, port, logger },
          { ready: records?.ready ?? (() => ({ ready: true })), metrics },
        );
  return {
    stop: async () => {
      await monitor?.close();
      await records?.close();
      await renderer.stop();
      await tracing?.close();
    },
  };
}
