import { join } from 'node:path';
import { type Running, startProcess } from '../../src/provision/supervise.ts';
import { projectDir } from './parts.ts';

/** The institution's back office, for a line in containers: a process outside them. @param dir where it keeps its data */
export function startInstitution(given: {
  readonly host: string;
  readonly port: number;
  readonly token: string;
  readonly citizens: number;
  readonly dir: string;
}): Promise<Running> {
  return startProcess({
    name: 'the back office',
    program: { command: process.execPath, args: [join(projectDir, 'dist/cli/main.js')] },
    args: ['back-office'],
    logFile: join(given.dir, 'log'),
    env: {
      DATA_DIR: given.dir,
      HTTP_HOST: given.host,
      HTTP_PORT: `${given.port}`,
      BACKOFFICE_TOKEN: given.token.trim(),
      PIN_PEPPER: 'c'.repeat(64),
      PORTAL_TOKEN: 'd'.repeat(64),
      CITIZENS: `${given.citizens}`,
    },
    ready: /^ready/,
    readyTimeoutMs: 300_000,
  });
}
