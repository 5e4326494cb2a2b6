import { z } from 'zod';

export const port = z.coerce.number().int().min(1).max(65_535);

/** 32 bytes in hexadecimal. */
export const key = z
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

/** What several processes are told. */
export const common = {
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Folder of everything that the process writes. */
  DATA_DIR: z.string().min(1),
  FLOWS_DIR: z.string().min(1),
  PROMPTS_DIR: z.string().min(1),
  /** How espeak-ng is run: the program and the arguments it always needs, as JSON. */
  ESPEAK: argv.default(['espeak-ng']),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
};

/** A collector of traces (OpenTelemetry); without it none are made. The other OTEL_ variables hold, too. */
export const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional() };

/** Where health, readiness and metrics are told, for a process whose own port is for others, or that has none. */
export const monitoring = {
  MONITOR_PORT: port.optional(),
  MONITOR_HOST: z.string().default('127.0.0.1'),
};
