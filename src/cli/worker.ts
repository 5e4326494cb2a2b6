import { readConfig } from '../config/read.ts';
import { recordsConfig, workerConfig } from '../config/worker.ts';
import { openLog } from '../log.ts';
import { renderLetter } from '../mail/letters/letter.ts';
import { carriersConfig } from '../worker/carriers-config.ts';
import { startWorker } from '../worker/worker.ts';
import type { Command } from './command.ts';
import { untilTold } from './until-told.ts';

export const worker: Command = {
  name: 'worker',
  summary: 'run one worker: keeps the records, takes jobs from Redis',
  usage: `
usage: centralino worker

Told by its environment: REDIS_URL DATA_DIR FLOWS_DIR PROMPTS_DIR [ESPEAK] [LOG_LEVEL]
[OTEL_EXPORTER_OTLP_ENDPOINT] [MONITOR_PORT [MONITOR_HOST]] (health, readiness and metrics); NAME_FILE gives the path of a file that holds NAME. Logs JSON lines to standard output. SIGTERM: finishes or gives back its job, then exits.

With RECORDS_PORT it also keeps the records (what callers asked for) and serves them to engines, whether Redis is there
or not: RECORDS_TOKEN RECORDS_KEY BACKOFFICE_URL BACKOFFICE_TOKEN [RECORDS_HOST] [DATABASE_URL]. Without DATABASE_URL
the records are kept by PGlite below DATA_DIR, which one worker at a time may do.

What was accepted is brought out: letters into DATA_DIR/spool, a folder a day with its manifest (SPOOL_CLOSES at 18:00
by the clock in Italy, SPOOL_LETTERS, SPOOL_FREE_MB), at a pace (LETTERS_AT_ONCE LETTERS_PER_SECOND, EMAILS_..., SMS_...)
and again after failures (FULFIL_ATTEMPTS FULFIL_PAUSE_MS FULFIL_LONGEST_PAUSE_MS FULFIL_STALLED_MS FULFIL_SWEEP_MS).
With OPS_TOKEN people of operations look at it and act on it under /ops/; with BOARD_PORT and BOARD_PASSWORD they have
Bull Board. Carriers: src/worker/carriers-config.ts.

With OFFICE_TOKEN offices can listen to voice messages (/office/): a token, which opens every box, or a JSON list of
{ "client": name in the audit, "token": ..., "boxes": [...] or "all" }.`,
  options: {},
  run: async () => {
    const config = readConfig(workerConfig, process.env);
    const told = untilTold();
    const keeps = ['RECORDS_PORT', 'RECORDS_PORT_FILE'].some((name) => process.env[name] !== undefined);
    const records = keeps
      ? { ...readConfig(recordsConfig, process.env), ...readConfig(carriersConfig, process.env) }
      : undefined;
    const running = await startWorker(config, records, openLog('worker', config.LOG_LEVEL), renderLetter);
    process.stdout.write('ready\n');
    await told;
    await running.stop();
    return 0;
  },
};
