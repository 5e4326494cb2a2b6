import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535);
const words = (least: number) => z.string().min(least);
const pem = z.string().startsWith('-----BEGIN ', 'give a PEM, best by NAME_FILE');

/** `{"CARRIER":{"KEY-ID":"64 hexadecimal digits"}}`; two keys of a carrier while they are changed. */
const signingKeys = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'write {"CARRIER":{"KEY-ID":"64 hexadecimal digits"}}' });
      return z.NEVER;
    }
  })
  .pipe(
    z.record(
      z.string().regex(/^[a-z0-9-]{1,60}$/),
      z.record(
        z.string().regex(/^[\w-]{1,100}$/),
        z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .transform((hex) => Buffer.from(hex, 'hex')),
      ),
    ),
  );

/**
 * What a worker is told about those who carry things out. Each is there when its host or URL is given; without one, what
 * would go this way waits, and the operations interface says so.
 */
export const carriersConfig = z
  .object({
    SMTP_HOST: words(1).optional(),
    SMTP_PORT: port.default(587),
    /** `none` only for a relay on the same machine. */
    SMTP_SECURITY: z.enum(['tls', 'starttls', 'none']).default('starttls'),
    SMTP_USER: words(1).optional(),
    SMTP_PASSWORD: words(1).optional(),
    /** Of an authority of one's own. */
    SMTP_CA: pem.optional(),
    SMTP_FROM: z.email().optional(),
    SMTP_FROM_NAME: words(1).default('INPS'),
    SMTP_REPLY_TO: z.email().optional(),

    /** SMS by HTTP (src/mail/carriers/sms-provider/openapi.json). */
    SMS_URL: z.url().optional(),
    SMS_TOKEN: words(16).optional(),
    /** SMS by SMPP. */
    SMPP_HOST: words(1).optional(),
    SMPP_PORT: port.default(2775),
    SMPP_TLS: z.enum(['1', '0']).default('0'),
    SMPP_CA: pem.optional(),
    SMPP_SYSTEM_ID: words(1).max(15).optional(),
    SMPP_PASSWORD: words(1).max(8).optional(),
    SMPP_SYSTEM_TYPE: z.string().max(12).default(''),
    /** Sender as phones show it: up to 11 characters, or a number in E.164. */
    SMS_FROM: z
      .string()
      .regex(/^(\+[1-9]\d{6,14}|[A-Za-z0-9 ]{1,11})$/)
      .default('INPS'),

    /** Letters by HTTP (src/mail/carriers/postal-provider/openapi.json), in place of the spool. */
    POSTAL_URL: z.url().optional(),
    POSTAL_TOKEN: words(16).optional(),
    POSTAL_PRODUCT: z.enum(['ordinaria', 'prioritaria', 'raccomandata']).default('ordinaria'),

    /** Where batches of the spool are brought. */
    SFTP_HOST: words(1).optional(),
    SFTP_PORT: port.default(22),
    SFTP_USER: words(1).optional(),
    SFTP_PASSWORD: words(1).optional(),
    SFTP_KEY: pem.optional(),
    /** As `ssh-keygen -lf` shows it: `SHA256:...`. */
    SFTP_HOST_KEY: z
      .string()
      .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/)
      .optional(),
    SFTP_DIRECTORY: words(1).default('.'),

    FEEDBACK_KEYS: signingKeys.default({}),
  })
  .superRefine((given, context) => {
    const together = (what: string, needed: Readonly<Record<string, unknown>>) => {
      if (Object.values(needed).every((value) => value !== undefined)) return;
      for (const [name, value] of Object.entries(needed))
        if (value === undefined)
          context.addIssue({ code: 'custom', path: [name], message: `${what} needs it too` });
    };
    const { SMTP_HOST, SMS_URL, SMPP_HOST, POSTAL_URL, SFTP_HOST } = given;
    if (SMTP_HOST !== undefined) together('SMTP_HOST', { SMTP_FROM: given.SMTP_FROM });
    if ((given.SMTP_USER ?? given.SMTP_PASSWORD) !== undefined)
      together('SMTP_USER', { SMTP_USER: given.SMTP_USER, SMTP_PASSWORD: given.SMTP_PASSWORD });
    if (SMTP_HOST !== undefined && given.SMTP_SECURITY === 'none' && !isHere(SMTP_HOST))
      context.addIssue({
        code: 'custom',
        path: ['SMTP_SECURITY'],
        message: 'only a relay on this machine may do without encryption',
      });
    if (SMS_URL !== undefined) together('SMS_URL', { SMS_TOKEN: given.SMS_TOKEN });
    if (SMS_URL !== undefined && SMPP_HOST !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['SMPP_HOST'],
        message: 'give SMS_URL or SMPP_HOST, not both',
      });
    if (SMPP_HOST !== undefined)
      together('SMPP_HOST', {
        SMPP_SYSTEM_ID: given.SMPP_SYSTEM_ID,
        SMPP_PASSWORD: given.SMPP_PASSWORD,
      });
    if (POSTAL_URL !== undefined) together('POSTAL_URL', { POSTAL_TOKEN: given.POSTAL_TOKEN });
    if (SFTP_HOST !== undefined)
      together('SFTP_HOST', {
        SFTP_USER: given.SFTP_USER,
        SFTP_HOST_KEY: given.SFTP_HOST_KEY,
        'SFTP_KEY or SFTP_PASSWORD': given.SFTP_KEY ?? given.SFTP_PASSWORD,
      });
  });
export type CarriersConfig = z.output<typeof carriersConfig>;

function isHere(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
