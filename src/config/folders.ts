import { join } from 'node:path';

/** Where rendered audio is: the engine and the worker share it, Asterisk reads it. */
export function audioDir(dataDir: string): string {
  return join(dataDir, 'audio');
}

/** Where published versions of flows and prompts are: engines share it, the command line reads it while they run. */
export function versionsDir(dataDir: string): string {
  return join(dataDir, 'versions');
}

/** Where requests of callers are kept while the records are away. */
export function keptRequestsDir(dataDir: string): string {
  return join(dataDir, 'kept-requests');
}

/** Where letters lie until the post takes them. */
export function spoolDir(dataDir: string): string {
  return join(dataDir, 'spool');
}
