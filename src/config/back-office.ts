import { z } from 'zod';
import { usualPinForm } from '../backoffice/reference/pin-code.ts';
import { common, key, port, traces } from './values.ts';

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
