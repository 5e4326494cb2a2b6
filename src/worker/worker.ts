import type { Logger } from 'pino';
import type { RecordsConfig, WorkerConfig } from '../config.ts';
import type { Render } from '../mail/fulfilment/document.ts';
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
  const records = recordsConfig && (await openRecords({ ...config, ...recordsConfig }, logger, render));
  const renderer = startPromptRenderer(config, logger);
  return {
    stop: async () => {
      await records?.close();
      await renderer.stop();
    },
  };
}
