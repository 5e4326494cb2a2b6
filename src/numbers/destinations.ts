/** flows/destinations.yaml: numbers outside to which a call may be transferred. */
import libphonenumber from 'google-libphonenumber';
import { z } from 'zod';
import { Configuration } from '../source/configuration.ts';
import type { Source } from '../source/source.ts';

const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = libphonenumber;
const util = PhoneNumberUtil.getInstance();

const country = 'IT';

/** Whom we may call at our own cost: nobody whose number costs extra. */
const types: ReadonlySet<number> = new Set([
  PhoneNumberType.FIXED_LINE,
  PhoneNumberType.MOBILE,
  PhoneNumberType.FIXED_LINE_OR_MOBILE,
  PhoneNumberType.VOIP,
  PhoneNumberType.TOLL_FREE,
  PhoneNumberType.UAN,
]);

export const destinationsSchema = z.strictObject({
  destinations: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'write a name in small letters, digits and hyphens'),
      z.strictObject({
        title: z.string().min(1).describe('Who answers there'),
        number: z
          .string()
          .regex(/^\+?\d{5,15}$/, 'write the number in quotes, as it is dialled in Italy or in the + form'),
      }),
    )
    .describe('The numbers, by the name that `transfer` in a flow uses'),
});

/** Numbers in E.164, by the name that flows use. */
export type Destinations = ReadonlyMap<string, string>;

/** What holds where there is no flows/destinations.yaml. */
export const noDestinations: Destinations = new Map();

/** @throws FindingsError with file, line and column of everything that is wrong */
export function readDestinations(source: Source): Destinations {
  const configuration = new Configuration(source, destinationsSchema);
  const { destinations } = configuration.data;
  const numbers = Object.entries(destinations).map(([name, { number }]) => [name, dialable(number)] as const);
  const issues = numbers.flatMap(([name, number]) =>
    number === undefined
      ? [
          {
            path: ['destinations', name, 'number'],
            message: 'no such number may be called: it does not exist, is not Italian, or costs extra',
            mend: 'Write a fixed, mobile or toll-free number of Italy',
          },
        ]
      : [],
  );
  if (issues.length > 0) configuration.refuse('destination', issues);
  return new Map(numbers.flatMap(([name, number]) => (number === undefined ? [] : [[name, number]])));
}

function dialable(number: string): string | undefined {
  try {
    const parsed = util.parse(number, country);
    const fits = util.isValidNumberForRegion(parsed, country) && types.has(util.getNumberType(parsed));
    return fits ? util.format(parsed, PhoneNumberFormat.E164) : undefined;
  } catch {
    // The library throws on what is not a number.
    return undefined;
  }
}
