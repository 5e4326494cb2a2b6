import { engineConfig } from '../config/engine.ts';
import { readConfig } from '../config/read.ts';
import { startEngine } from '../engine/engine.ts';
import { openLog } from '../log.ts';
import type { Command } from './command.ts';
import { untilTold } from './until-told.ts';

export const engine: Command = {
  name: 'engine',
  summary: 'run one engine: takes calls from Asterisk',
  usage: `
usage: centralino engine

Told by its environment: ARI_URL ARI_USER ARI_PASSWORD [ARI_TRANSPORT] REDIS_URL BACKOFFICE_URL BACKOFFICE_TOKEN
SEAL_KEY HTTP_PORT DATA_DIR FLOWS_DIR PROMPTS_DIR [ESPEAK] [ENGINE_NAME] [MAX_CALLS] [MAX_CALL_MINUTES]
[DRAIN_SECONDS] [ENGINE_LEASE_MS] [RECORDS_URL RECORDS_TOKEN] [SPOOL_MINUTES] [KEPT_REQUESTS] [KEPT_HOURS] [LOG_LEVEL]
[OTEL_EXPORTER_OTLP_ENDPOINT]; NAME_FILE gives the path of a file that holds
NAME. Logs JSON lines to standard output.
A valid change of flows or prompts is live for the next call by itself; SIGHUP looks at once.
SIGTERM: takes no more calls, lets those under way end (DRAIN_SECONDS), then exits.`,
  options: {},
  run: async () => {
    const config = readConfig(engineConfig, process.env);
    const told = untilTold();
    const running = await startEngine(config, openLog(`engine-${config.ENGINE_NAME}`, config.LOG_LEVEL));
    process.on('SIGHUP', () => void running.reload());
    process.stdout.write(`ready ${running.httpUrl}\n`);
    await told;
    await running.stop();
    return 0;
  },
};
