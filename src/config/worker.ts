import { z } from 'zod';
import { common, key, monitoring, port, traces } from './values.ts';

/** Node's options for a worker: letters make much that is soon forgotten, and the usual young heap is too small for three. */
export const workerNodeOptions: readonly string[] = ['--max-semi-space-size=64'];

export const workerConfig = z.object({ ...common, ...monitoring, ...traces });
export type WorkerConfig = z.infer<typeof workerConfig>;

const clientName = z.string().regex(/^[a-z0-9-]{1,40}$/, 'write a name in small letters, digits and hyphens');
/** A token alone is that of `operazioni`; a list in JSON gives each client of operations one of its own. */
const opsClients = z
  .string()
  .transform((text, context): unknown => {
    if (!text.startsWith('[')) return [{ client: 'operazioni', token: text }];
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'write a token, or a JSON list of { client, token }' });
      return z.NEVER;
    }
  })
  .pipe(z.array(z.strictObject({ client: clientName, token: z.string().min(16) })).min(1));
/** A token alone opens every box; a list in JSON says for each office which ones. */
const officeTokens = z.string().transform((text, context): unknown => {
  if (!text.startsWith('[')) return [{ client: 'ufficio', token: text, boxes: 'all' }];
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({
      code: 'custom',
      message: 'write a token, or a JSON list of { client, token, boxes }',
    });
    return z.NEVER;
  }
});
const officeClients = z
  .array(
    z.strictObject({
      /** Its name in the audit. */
      client: clientName,
      token: z.string().min(16),
      boxes: z.union([z.literal('all'), z.array(z.string().regex(/^[a-z0-9-]+$/)).min(1)]),
    }),
  )
  .min(1)
  .refine(
    (list) => new Set(list.map((one) => one.token)).size === list.length,
    'give each office a token of its own',
  );

const count = z.coerce.number().int();
/** How what was accepted is brought out. */
const fulfilment = {
  /** When the post of the day is closed, by the clock in Italy. */
  SPOOL_CLOSES: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write HH:MM')
    .default('18:00'),
  /** Letters after which a batch is closed before its hour. */
  SPOOL_LETTERS: count.min(1).default(20_000),
  /** Megabytes that stay free on the disk: with less, letters wait. */
  SPOOL_FREE_MB: count.min(0).default(500),
  /** Requests at once in each process, and a second (0: as many as there are). */
  LETTERS_AT_ONCE: count.min(1).max(100).default(3),
  LETTERS_PER_SECOND: count.min(0).default(0),
  EMAILS_AT_ONCE: count.min(1).max(100).default(4),
  EMAILS_PER_SECOND: count.min(0).default(10),
  SMS_AT_ONCE: count.min(1).max(100).default(4),
  SMS_PER_SECOND: count.min(0).default(10),
  /** Attempts that a request has before it waits for a person. */
  FULFIL_ATTEMPTS: count.min(1).default(24),
  /** Pause after a first failure, doubled after each one more, and the longest. */
  FULFIL_PAUSE_MS: count.min(1).default(2_000),
  FULFIL_LONGEST_PAUSE_MS: count.min(1).default(3_600_000),
  /** After so long without a sign of life of whoever has a request, another takes it up. */
  FULFIL_STALLED_MS: count.min(1_000).default(30_000),
  /** How often everything unfinished is told to Redis anew. */
  FULFIL_SWEEP_MS: count.min(100).default(60_000),
};

/** What remains of conversations, and for how many days. */
const conversations = {
  CONVERSATION_DAYS: count.min(1).default(730),
  /** For so long a conversation says by a pseudonym who answered it. */
  OPERATOR_DAYS: count.min(0).default(90),
  /** Call-backs that are over, without number or person. */
  CALL_BACK_DAYS: count.min(1).default(90),
  /** Who saw or heard something about a caller. */
  AUDIT_DAYS: count.min(30).default(730),
  LINEA_DAYS: count.min(30).default(730),
};

/** What a worker is told besides when it keeps the records (RECORDS_PORT is given). */
export const recordsConfig = z.object({
  ...fulfilment,
  RECORDS_PORT: port,
  RECORDS_HOST: z.string().default('127.0.0.1'),
  /** What engines show to it. */
  RECORDS_TOKEN: z.string().min(16),
  /** What offices show that listen to voice messages; without it `/office/` is not served at all. */
  OFFICE_TOKEN: officeTokens.pipe(officeClients).optional(),
  /** What people of operations show; without it `/ops/` is not served at all. */
  OPS_TOKEN: opsClients.optional(),
  /** What the operators' desk shows; without it `/desk/` is not served at all. */
  DESK_TOKEN: z.string().min(16).optional(),
  ...conversations,
  /** Bull Board, behind the name `operazioni` and this password; without it, it is not served at all. */
  BOARD_PASSWORD: z.string().min(16).optional(),
  BOARD_PORT: port.optional(),
  /** Seals what is about people in the records, and makes the pseudonyms that stand for them. */
  RECORDS_KEY: key,
  /** Without it PGlite keeps the records below DATA_DIR, for one worker; with it several workers may share them. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  BACKOFFICE_URL: z.url(),
  BACKOFFICE_TOKEN: z.string().min(16),
});
export type RecordsConfig = z.infer<typeof recordsConfig>;
