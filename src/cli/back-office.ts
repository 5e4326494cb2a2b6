import { join } from 'node:path';
import { createReferenceBackOffice } from '../backoffice/reference/server.ts';
import { backOfficeConfig } from '../config/back-office.ts';
import { readConfig } from '../config/read.ts';
import { openLog } from '../log.ts';
import { spansLost } from '../metrics/catalogue/neighbours.ts';
import { openMetrics } from '../metrics/process.ts';
import { openDatabase } from '../store/open.ts';
import { openTracingIfAsked } from '../tracing/tracing.ts';
import type { Command } from './command.ts';
import { untilTold } from './until-told.ts';

export const backOffice: Command = {
  name: 'back-office',
  summary: 'run the reference back office on synthetic citizens',
  usage: `
usage: centralino back-office

Told by its environment: HTTP_PORT BACKOFFICE_TOKEN PIN_PEPPER DATA_DIR [DATABASE_URL] [CITIZENS] [HTTP_HOST]
[LOG_LEVEL] [OTEL_EXPORTER_OTLP_ENDPOINT] [PORTAL_TOKEN [PORTAL_CLIENT] [PIN_LENGTH] [PIN_ALPHABET]]; NAME_FILE gives the path of a file that holds
NAME. Without DATABASE_URL the data is kept by PGlite below DATA_DIR. With PORTAL_TOKEN the institution's portal can
issue PINs telefonici (GET /portale/openapi.json). Logs JSON lines to standard output.`,
  options: {},
  run: async () => {
    const config = readConfig(backOfficeConfig, process.env);
    const told = untilTold();
    const logger = openLog('back-office', config.LOG_LEVEL);
    const database = await openDatabase({
      url: config.DATABASE_URL,
      directory: join(config.DATA_DIR, 'back-office'),
      logger,
    });
    const metrics = openMetrics('back-office', 'back-office');
    const tracing = await openTracingIfAsked(config, {
      service: 'centralino-back-office',
      instance: `${process.pid}`,
      logger,
      lost: (spans) => metrics.count(spansLost, {}, spans),
    });
    const server = await createReferenceBackOffice({
      database,
      token: config.BACKOFFICE_TOKEN,
      portal:
        config.PORTAL_TOKEN === undefined
          ? undefined
          : {
              token: config.PORTAL_TOKEN,
              client: config.PORTAL_CLIENT,
              pinForm: { length: config.PIN_LENGTH, alphabet: config.PIN_ALPHABET },
            },
      pepper: config.PIN_PEPPER,
      citizens: config.CITIZENS,
      faults: config.FAULTS === '1',
      metrics,
      tracing,
      onProgress: (done, total) => process.stdout.write(`citizens ${done} ${total}\n`),
      logger,
    });
    const url = await server.listen({ host: config.HTTP_HOST, port: config.HTTP_PORT });
    process.stdout.write(`ready ${url}\n`);
    await told;
    await server.close();
    await tracing?.close();
    await database.close();
    return 0;
  },
};
