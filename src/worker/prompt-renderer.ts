import { join } from 'node:path';
import { Worker } from 'bullmq';
import type { Logger } from 'pino';
import { audioDir } from '../config/folders.ts';
import type { WorkerConfig } from '../config/worker.ts';
import { constantPrompts } from '../flow/constant-prompts.ts';
import { loadService } from '../project.ts';
import { promptJob, promptQueue } from '../prompt-jobs.ts';
import { Espeak } from '../speech/engines/espeak.ts';
import { Speaker } from '../speech/speaker.ts';

/**
 * Takes jobs from Redis: the audio of prompts in all languages, made away from the engines that talk to callers.
 * Without Redis it waits for it, and holds nobody up.
 */
export function startPromptRenderer(
  config: WorkerConfig,
  logger: Logger,
): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const worker = new Worker(
    promptQueue,
    async (job) => {
      const { languages } = promptJob.parse(job.data);
      const { messages, project } = await loadService(config.FLOWS_DIR, config.PROMPTS_DIR);
      const speaker = await Speaker.open({
        messages,
        synthesizer: new Espeak({ command: config.ESPEAK, atOnce: 1 }),
        directory: audioDir(config.DATA_DIR),
        recordings: join(config.PROMPTS_DIR, 'recordings'),
        logger,
        apologyId: project.settings.prompts.apology,
        phrases: constantPrompts(project),
      });
      try {
        const report = await speaker.prepare(languages, {
          signal: stopping.signal,
          progress: ({ done, total }) => void job.updateProgress({ done, total }).catch(() => {}),
        });
        logger.info(
          { rendered: report.rendered, reused: report.reused, failed: report.failed.length },
          'prompts are rendered',
        );
      } finally {
        await speaker.close();
      }
    },
    { connection: { url: config.REDIS_URL }, concurrency: 1 },
  );
  let away = false;
  worker.on('ready', () => {
    away = false;
    logger.info('the worker takes jobs');
  });
  worker.on('error', (error) => {
    if (!away) logger.warn({ reason: error.message }, 'the worker cannot reach Redis, or a job broke');
    away = true;
  });
  worker.on('failed', (_job, error) => logger.error({ reason: error.message }, 'a job failed'));
  return {
    stop: async () => {
      stopping.abort();
      // A job that is given back needs Redis; without it there is nothing to wait for.
      await worker.close(away);
    },
  };
}
