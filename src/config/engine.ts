import { z } from 'zod';
import { usualLeaseMs } from '../takeover/lease-timings.ts';
import { common, key, port, traces } from './values.ts';

/** What an engine process is told by its environment. Every secret must be given; none has a default. */
export const engineConfig = z
  .object({
    ...common,
    /** Name of this engine: it makes its Stasis application, `centralino-NAME`. A restarted engine keeps it. */
    ENGINE_NAME: z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .default('1'),
    ARI_URL: z.url(),
    ARI_USER: z.string().min(1),
    ARI_PASSWORD: z.string().min(16),
    ARI_TRANSPORT: z.enum(['websocket', 'ari-client']).default('websocket'),
    BACKOFFICE_URL: z.url(),
    BACKOFFICE_TOKEN: z.string().min(16),
    SEAL_KEY: key,
    HTTP_HOST: z.string().default('127.0.0.1'),
    HTTP_PORT: port,
    /**
     * Milliseconds without a sign of life after which other engines take an engine's calls; one that lives and is only busy
     * has five times as long. Shorter: callers wait less; longer: fewer calls change hands where whole machines stand still.
     */
    ENGINE_LEASE_MS: z.coerce.number().int().min(100).max(60_000).default(usualLeaseMs),
    MAX_CALLS: z.coerce.number().int().min(1).default(500),
    /** Nobody hears nothing for longer than so many seconds. */
    SILENCE_SECONDS: z.coerce.number().min(2).max(60).default(8),
    /** How late the event loop may be (ms, 99th percentile) before no new calls are taken. */
    MAX_LAG_MS: z.coerce.number().min(1).default(100),
    /** How long Asterisk may take to answer (ms) before no new calls are taken. */
    MAX_ANSWER_MS: z.coerce.number().min(1).default(500),
    /** How many requests may wait for Asterisk before no new calls are taken. */
    MAX_REQUESTS: z.coerce.number().int().min(1).default(2_000),
    /** Calls a minute that one number may make; 0 for as many as it likes. Switchboards show one number for many. */
    CALLER_CALLS_PER_MINUTE: z.coerce.number().int().min(0).default(60),
    /** Calls a second that may come in by one trunk; 0 for as many as there are. */
    TRUNK_CALLS_PER_SECOND: z.coerce.number().int().min(0).default(100),
    /** Minutes after which a call ends with an apology. */
    MAX_CALL_MINUTES: z.coerce.number().min(1).default(60),
    /** Seconds that calls under way are given when the engine is told to stop. */
    DRAIN_SECONDS: z.coerce.number().min(0).default(30),
    /** Countries (ISO 3166-1) whose numbers may be called back, with commas between them. */
    CALL_BACK_COUNTRIES: z
      .string()
      .regex(/^[A-Z]{2}(,[A-Z]{2})*$/, 'write codes of countries such as IT,SM')
      .default('IT,SM,VA')
      .transform((list) => list.split(',')),
    /** The number to show when we call somebody, in E.164: one that the carrier lets us show. */
    OUTBOUND_NUMBER: z
      .string()
      .regex(/^\+\d{5,15}$/, 'write a number such as +390612345678')
      .optional(),
    /** The worker that keeps the records; without it nothing can be requested. */
    RECORDS_URL: z.url().optional(),
    RECORDS_TOKEN: z.string().min(16).optional(),
    /** Minutes for which a voice message may lie in Asterisk's spool in plain while the records are away. */
    SPOOL_MINUTES: z.coerce.number().min(1).max(1_440).default(15),
    /** Requests of callers that are kept, sealed, while the records are away, and for how many hours. */
    KEPT_REQUESTS: z.coerce.number().int().min(0).max(1_000_000).default(10_000),
    KEPT_HOURS: z.coerce.number().min(1).max(720).default(72),
    ...traces,
  })
  .refine(({ RECORDS_URL: url, RECORDS_TOKEN: token }) => (url === undefined) === (token === undefined), {
    path: ['RECORDS_URL'],
    message: 'give RECORDS_URL and RECORDS_TOKEN, or neither',
  });
export type EngineConfig = z.infer<typeof engineConfig>;
