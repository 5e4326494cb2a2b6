import { z } from 'zod';
import { common, key, monitoring, port } from './values.ts';

/** What the process of the operators' desk and the supervisors' wall is told. */
export const deskConfig = z.object({
  LOG_LEVEL: common.LOG_LEVEL,
  FLOWS_DIR: common.FLOWS_DIR,
  REDIS_URL: common.REDIS_URL,
  DESK_HOST: z.string().default('127.0.0.1'),
  DESK_PORT: port,
  /**
   * What browsers call it, `https://postazione.example`, where a proxy stands before it; requests from anywhere else are
   * refused. Browsers give a page the microphone only by https, or on the same machine.
   */
  DESK_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional(),
  /** The operators' file (`centralino operators`). */
  OPERATORS_FILE: z.string().min(1),
  /** Asterisk's HTTP server; softphones are passed on to its WebSocket, and nothing else of it is shown. */
  ARI_URL: z.url(),
  BACKOFFICE_URL: z.url(),
  BACKOFFICE_TOKEN: z.string().min(16),
  RECORDS_URL: z.url(),
  RECORDS_TOKEN: z.string().min(16),
  /** What the desk shows to the records: forms, audit, figures. */
  DESK_TOKEN: z.string().min(16),
  SEAL_KEY: key,
  /** Minutes without a request after which a log-in is over; a conversation keeps it alive. */
  SESSION_MINUTES: z.coerce.number().min(1).max(720).default(30),
  ...monitoring,
});
export type DeskConfig = z.infer<typeof deskConfig>;
