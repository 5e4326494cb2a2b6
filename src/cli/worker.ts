import { readConfig, workerConfig } from '../config.ts';
import { openLog } from '../log.ts';
import { startWorker } from '../worker.ts';
import type { Command } from './command.ts';
import { untilTold } from './until-told.ts';

export const worker: Command = {
  name: 'worker',
  summary: 'run one worker: takes jobs from Redis',
  usage: `
usage: centralino worker

Told by its environment: REDIS_URL DATA_DIR FLOWS_DIR PROMPTS_DIR [ESPEAK] [LOG_LEVEL]; NAME_FILE gives the path of a
file that holds NAME. Logs JSON lines to standard output. SIGTERM: finishes or gives back its job, then exits.`,
  options: {},
  run: async () => {
    const config = readConfig(workerConfig, process.env);
    const told = untilTold();
    const running = await startWorker(config, openLog('worker', config.LOG_LEVEL));
    process.stdout.write('ready\n');
    await told;
    await running.stop();
    return 0;
  },
};
