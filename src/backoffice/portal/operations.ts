/** What the institution's portal asks about PINs telefonici, on behalf of a citizen who has signed in there. */
import { z } from 'zod';
import { pinValidities } from '../reference/pin-validity.ts';

const codiceFiscale = z
  .string()
  .regex(/^([A-Z0-9]{16}|\d{11})$/)
  .meta({ 'x-sensitive': 'codice-fiscale' })
  .describe('of the citizen who has signed in');
const nothing = z.object({});
const instant = z.iso.datetime();

/** One operation: a POST whose every outcome is status 200, as the engine's are. */
export interface PortalOperation<
  Arguments extends z.ZodObject = z.ZodObject,
  Results extends Readonly<Record<string, z.ZodObject>> = Readonly<Record<string, z.ZodObject>>,
> {
  readonly name: string;
  readonly description: string;
  readonly safe: boolean;
  readonly path: `/portale/${string}`;
  readonly arguments: Arguments;
  readonly outcomes: Results;
}

/** Any outcome of a portal operation with its value. */
export type PortalResult<Results extends PortalOperation['outcomes']> = {
  [Name in keyof Results & string]: { outcome: Name; value: z.output<Results[Name]> };
}[keyof Results & string];

function operation<Arguments extends z.ZodObject, Results extends PortalOperation['outcomes']>(
  one: PortalOperation<Arguments, Results>,
): PortalOperation<Arguments, Results> {
  return one;
}

export const issuePin = operation({
  name: 'pin.emetti',
  description:
    'Issues a PIN telefonico; the former one is good no more, and a lock-out of the person ends. The PIN is in this ' +
    'answer and nowhere else. A repeated request with the same Idempotency-Key is `already`: it issues nothing and does ' +
    'not show the PIN again; where the first answer was lost, issue another under a new key.',
  safe: false,
  path: '/portale/pin',
  arguments: z.strictObject({ codiceFiscale, validita: z.enum(pinValidities) }),
  outcomes: {
    issued: z.object({
      pin: z.string().meta({ 'x-sensitive': 'pin' }).describe('to be shown once and not kept'),
      scade: instant,
    }),
    already: z.object({ scade: instant }),
    'too-many': z.object({ fino: instant.describe('when the next one can be issued') }),
    'not-found': nothing,
  },
});

export const pinState = operation({
  name: 'pin.stato',
  description:
    'Whether a citizen has a PIN telefonico that is good, and whether it is locked. Never the PIN.',
  safe: true,
  path: '/portale/pin/stato',
  arguments: z.strictObject({ codiceFiscale }),
  outcomes: {
    active: z.object({
      validita: z.enum(pinValidities),
      scade: instant,
      bloccatoFino: instant.nullable().describe('after too many wrong tries on the telephone'),
    }),
    expired: z.object({ scaduto: instant }),
    none: nothing,
    'not-found': nothing,
  },
});

export const revokePin = operation({
  name: 'pin.revoca',
  description: 'Takes the PIN telefonico of a citizen back; it is good no more.',
  safe: true,
  path: '/portale/pin/revoca',
  arguments: z.strictObject({ codiceFiscale }),
  outcomes: { revoked: nothing, none: nothing, 'not-found': nothing },
});

export const portalOperations: readonly PortalOperation[] = [issuePin, pinState, revokePin];
