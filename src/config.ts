import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { usualPinForm } from './backoffice/reference/pin-code.ts';

const port = z.coerce.number().int().min(1).max(65_535);
const key = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'write 32 bytes in hexadecimal (openssl rand -hex 32)')
  .transform((hex) => Buffer.from(hex, 'hex'));
const argv = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'write a JSON list of words' });
      return z.NEVER;
    }
  })
  .pipe(z.array(z.string()).min(1));

/** Node's options for a worker: letters make much that is soon forgotten, and the usual young heap is too small for three. */
export const workerNodeOptions: readonly string[] = ['--max-semi-space-size=64'];

const common = {
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Folder of everything that the process writes. */
  DATA_DIR: z.string().min(1),
  FLOWS_DIR: z.string().min(1),
  PROMPTS_DIR: z.string().min(1),
  /** How espeak-ng is run: the program and the arguments it always needs, as JSON. */
  ESPEAK: argv.default(['espeak-ng']),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
};

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

/** A collector of traces (OpenTelemetry); without it none are made. The other OTEL_ variables hold, too. */
const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional() };

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
     * Milliseconds without a sign of life after which other engines take an engine's calls. Shorter: callers wait less;
     * longer: fewer calls change hands on a machine that is busy with other things.
     */
    ENGINE_LEASE_MS: z.coerce.number().int().min(100).max(60_000).default(400),
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

/** What is decided when Asterisk's configuration is made: what callers get when no engine takes their calls. */
export const fallbackConfig = z.object({
  /** Where operators are reached without an engine: SIP URIs with commas between them. */
  FALLBACK_QUEUE: z
    .string()
    .optional()
    .transform((list) => (list === undefined || list.trim() === '' ? undefined : list.split(',')))
    .pipe(z.tuple([z.string()], z.string()).optional()),
  /** The calendar of flows/hours.yaml that says when they are there. */
  FALLBACK_CALENDAR: z.string().min(1).default('operatori-it'),
  /** When engines are full: say so, or answer 503. */
  BUSY_ANSWER: z.enum(['speak', 'refuse']).default('speak'),
  /** After so many seconds without any engine, callers whose engine died are spoken to. Longer than its restart takes. */
  RESCUE_SECONDS: z.coerce.number().int().min(2).max(3_600).default(8),
});
export type FallbackConfig = z.infer<typeof fallbackConfig>;

/** Where health, readiness and metrics are told, for a process whose own port is for others, or that has none. */
const monitoring = {
  MONITOR_PORT: port.optional(),
  MONITOR_HOST: z.string().default('127.0.0.1'),
};

export const workerConfig = z.object({ ...common, ...monitoring, ...traces });
export type WorkerConfig = z.infer<typeof workerConfig>;

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

const address = z.string().refine((text) => isIP(text) !== 0, 'write an IP address');
/** What an Asterisk is told that does not run beside the engine: its configuration is rendered from it. */
export const asteriskConfig = z
  .object({
    /** Its folder; everything that it writes is below it. */
    ASTERISK_DIR: z.string().min(1),
    ARI_USER: z.string().min(1),
    ARI_PASSWORD: z.string().min(16),
    /** The address that ARI listens on: one that only our own parts can reach. */
    ARI_BIND: address.default('127.0.0.1'),
    ARI_PORT: port.default(8088),
    SIP_BIND: address.default('0.0.0.0'),
    SIP_PORT: port.default(5060),
    RTP_START: port,
    RTP_END: port,
    /** Who may send calls: addresses and networks, with commas between them. */
    TRUNK_ADDRESSES: z
      .string()
      .regex(/^[0-9a-fA-F.:/]+(,[0-9a-fA-F.:/]+)*$/, 'write addresses or networks with commas between them')
      .transform((list) => list.split(',')),
    TRUNK_CONTACT: z.string().optional(),
    /** Its own address, which audio comes to and leaves from. */
    MEDIA_ADDRESS: address,
    /** What callers from outside LOCAL_NET are told instead, where a router or a container network stands between. */
    EXTERNAL_ADDRESS: address.optional(),
    /** The port for SIP there, where it is another than SIP_PORT. Ports for audio are the same. */
    EXTERNAL_SIP_PORT: port.optional(),
    LOCAL_NET: z
      .string()
      .regex(/^[0-9a-fA-F.:]+\/\d{1,3}$/, 'write a network such as 172.30.55.0/24')
      .optional(),
    /** Callers are behind a router or a proxy for ports, too: requests go back where the call came from. */
    TRUNK_BEHIND_NAT: z.stringbool().default(false),
    ASTERISK_MODULES: z.string().min(1).default('/usr/lib/asterisk/modules'),
    ASTERISK_DATA: z.string().min(1).default('/usr/share/asterisk'),
    ESPEAK: common.ESPEAK,
    /** Where numbers.yaml and hours.yaml are. */
    FLOWS_DIR: common.FLOWS_DIR,
    ...fallbackConfig.shape,
  })
  .refine(({ RTP_START: start, RTP_END: end }) => end - start >= 3, {
    path: ['RTP_END'],
    message: 'a call takes two ports, one with an operator four: give at least four',
  })
  .refine(({ EXTERNAL_ADDRESS: outer, LOCAL_NET: net }) => outer === undefined || net !== undefined, {
    path: ['LOCAL_NET'],
    message: 'EXTERNAL_ADDRESS needs it',
  });

/** What the reference back office is told. */
export const backOfficeConfig = z.object({
  LOG_LEVEL: common.LOG_LEVEL,
  DATA_DIR: common.DATA_DIR,
  HTTP_HOST: z.string().default('127.0.0.1'),
  HTTP_PORT: port,
  BACKOFFICE_TOKEN: z.string().min(16),
  PIN_PEPPER: key,
  /** What the institution's portal shows to issue PINs; without it none can be issued. */
  PORTAL_TOKEN: z.string().min(16).optional(),
  /** The portal's name in the audit of PINs. */
  PORTAL_CLIENT: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('portale'),
  /** Characters of a PIN telefonico; where it is not 8, `ask: pin` needs the same `length`. */
  PIN_LENGTH: z.coerce.number().int().min(6).max(20).default(usualPinForm.length),
  PIN_ALPHABET: z
    .string()
    .regex(/^[A-Z0-9]{8,36}$/, 'write capital letters and digits')
    .default(usualPinForm.alphabet),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  CITIZENS: z.coerce.number().int().min(1).default(10_000),
  ...traces,
  /** `1` lets tests make it fail. */
  FAULTS: z.literal('1').optional(),
});
export type BackOfficeConfig = z.infer<typeof backOfficeConfig>;

/** The environment is not what a process needs; the message names each variable and what it should be. */
export class ConfigError extends Error {}

/**
 * Reads a configuration from environment variables; NAME_FILE gives the path of a file that holds NAME.
 * @throws ConfigError naming everything that is missing or wrong; values are not shown, they may be secrets
 */
export function readConfig<S extends z.ZodObject>(schema: S, environment: NodeJS.ProcessEnv): z.output<S> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = environment[name] ?? fromFile(name, environment[`${name}_FILE`]);
    if (value !== undefined && value !== '') given[name] = value;
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`set these environment variables (or NAME_FILE):\n  ${problems.join('\n  ')}`);
}

function fromFile(name: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new ConfigError(`${name}_FILE names ${path}, which cannot be read`);
  }
}

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
