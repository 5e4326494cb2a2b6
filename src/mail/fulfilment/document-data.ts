import { z } from 'zod';
import type { Address } from '../../document-content/address.ts';
import { address } from '../../document-content/address.ts';
import type { Sealer } from '../../privacy/seal.ts';
import { Sensitive } from '../../privacy/sensitive.ts';
import { fromWire } from '../../privacy/wire.ts';
import type { BackOffice } from '../desk.ts';
import { Hindrance, Refusal } from './faults.ts';
import type { Taken } from './ledger.ts';

/** What a document says and to whom it goes, as the registry has it now. In memory only, and no longer than needed. */
export interface DocumentData {
  readonly name: Sensitive;
  readonly residence: Sensitive<Address> | null;
  readonly email: Sensitive | null;
  /** Judged when it is set, as its kind has it. */
  readonly content: Sensitive<unknown>;
}

const text = z.custom<Sensitive>((value) => value instanceof Sensitive && typeof value.reveal() === 'string');
const place = z.custom<Sensitive<Address>>(
  (value) => value instanceof Sensitive && address.safeParse(value.reveal()).success,
);
const foundSchema = z.object({
  destinatario: z.object({ nome: text, residenza: place.nullable(), email: text.nullable() }),
  dati: z.instanceof(Sensitive<unknown>),
});
/** What was sealed when it was asked for. */
const askedSchema = z
  .instanceof(Sensitive)
  .transform((sealed) => fromWire(JSON.parse(z.string().parse(sealed.reveal()))))
  .pipe(z.looseObject({ persona: text }));
const askMs = 20_000;

/**
 * Asks the institution's systems for a document.
 * @throws Refusal when there is no such document; Hindrance when they do not answer
 */
export async function documentData(
  request: Taken,
  parts: { readonly backOffice: BackOffice; readonly sealer: Sealer },
): Promise<DocumentData> {
  const { persona, ...personal } = askedSchema.parse(parts.sealer.open(request.sealed));
  const { outcome, value } = await parts.backOffice.call(
    'documenti.dati',
    { persona, tipo: request.kind, parametri: { ...request.parameters, ...personal } },
    // It only reads: every attempt asks anew.
    {
      idempotencyKey: `document-${request.id}-${request.attempts}`,
      signal: AbortSignal.timeout(askMs),
    },
  );
  if (outcome === 'absent') throw new Refusal('no-such-document');
  if (outcome !== 'found') throw new Hindrance('back-office-away');
  const { destinatario, dati } = foundSchema.parse(value);
  return {
    name: destinatario.nome,
    residence: destinatario.residenza,
    email: destinatario.email,
    content: dati,
  };
}
