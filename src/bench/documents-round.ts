import { z } from 'zod';

/** Those that are measured: what fulfilment is made of, and fulfilment. */
export const documentsContenders = ['bare-bullmq', 'rendering', 'fulfilment'] as const;

/** What one process of the benchmark of documents does: one contender, on one core. */
export const documentsRoundSchema = z.object({
  contender: z.enum(documentsContenders),
  /** Requests in the database, and jobs in the queue. */
  requests: z.int().min(1),
  /** The first of them, which are not measured: a worker runs for weeks. */
  warmUp: z.int().min(0),
  atOnce: z.int().min(1),
  redisUrl: z.string(),
  databaseUrl: z.string(),
  backOfficeUrl: z.string(),
  backOfficeToken: z.string(),
  /** In hexadecimal. */
  recordsKey: z.string(),
  spoolDir: z.string(),
});
export type DocumentsRound = z.infer<typeof documentsRoundSchema>;

/** What it measured. */
export const documentsResultSchema = z.object({
  done: z.int(),
  ms: z.number(),
  /** User and system time of this process. */
  cpuMs: z.number(),
  /** Resident megabytes after each tenth of the work. */
  rssMb: z.array(z.number()),
});
export type DocumentsResult = z.infer<typeof documentsResultSchema>;
