import type { Queries } from '../../store/database.ts';

/** What is written down about PINs: who did what, when, to whose. Never a PIN, a codice fiscale or a number. */
export type PinEvent =
  | { readonly event: 'emesso'; readonly validity: string; readonly expires: Date }
  | { readonly event: 'revocato' }
  /** Too many wrong tries for this person, or from one number that asked for this person. */
  | { readonly event: 'bloccato' | 'numero-bloccato'; readonly expires: Date }
  /** Somebody keyed a PIN that had run out; once for each PIN. */
  | { readonly event: 'scaduto-usato'; readonly expires: Date };

/** Who did it, where it was not the portal: a caller, by the keys of a telephone. */
export const byTelephone = 'telefono';

/**
 * How long the audit is kept. No rule of the institution was found; two years is a proposal, to be set against its
 * own schedule of retention.
 */
export const auditKeptDays = 730;

/**
 * Writes one event, in the transaction of what it tells about.
 * @param citizen the registry's internal number
 * @param by the portal's client id, or `byTelephone`
 */
export async function audit(
  queries: Queries,
  given: { readonly at: Date; readonly citizen: number; readonly by: string } & PinEvent,
): Promise<void> {
  await queries.run(
    `INSERT INTO reference.pin_audit (at, citizen, event, by_client, validity, until)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      given.at,
      given.citizen,
      given.event,
      given.by,
      'validity' in given ? given.validity : null,
      'expires' in given ? given.expires : null,
    ],
  );
}

/** The same for the first use of a PIN after it ran out; later ones add nothing. */
export async function auditExpired(
  queries: Queries,
  given: { readonly at: Date; readonly citizen: number; readonly expires: Date },
): Promise<void> {
  await queries.run(
    `INSERT INTO reference.pin_audit (at, citizen, event, by_client, until)
     SELECT $1, $2, 'scaduto-usato', $3, $4
     WHERE NOT EXISTS (SELECT FROM reference.pin_audit
                       WHERE citizen = $2 AND event = 'scaduto-usato' AND until = $4)`,
    [given.at, given.citizen, byTelephone, given.expires],
  );
}
