/** Letters of synthetic citizens, made without any service: to look at, and to measure. */
import { type Documento, documenti } from '../backoffice/operations/documenti.disponibile.ts';
import { syntheticCitizen } from '../backoffice/reference/citizens.ts';
import { dayInItaly } from '../backoffice/reference/day-in-italy.ts';
import { documentOf } from '../backoffice/reference/documents/index.ts';
import { syntheticRelations } from '../backoffice/reference/domestic-relations.ts';
import { originalName } from '../backoffice/reference/original-names.ts';
import { syntheticRecipient } from '../backoffice/reference/recipients.ts';
import { nextQuarter, previousQuarter, quarterOf } from '../domestic-work/quarter.ts';
import { addressLines } from '../mail/letters/address.ts';
import type { LetterOrder } from '../mail/letters/letter.ts';
import { referenceOf } from '../store/reference.ts';

export const specimenKinds: readonly Documento[] = documenti;

/**
 * The order of a letter to a synthetic citizen; undefined where this citizen has no such document.
 * @param index number of the citizen
 * @throws LetterError for a citizen whose address is no good
 */
export function specimenOrder(
  kind: Documento,
  index: number,
  { language, now }: { language: string; now: Date },
): LetterOrder | undefined {
  const citizen = syntheticCitizen(index);
  const { name, residence } = syntheticRecipient(citizen);
  const today = dayInItaly(now);
  const asked = {
    citizen,
    holder: {
      nome: name,
      nomeOriginale: originalName(citizen.name, citizen.surname),
      codiceFiscale: citizen.code,
      nascita: citizen.birthDate,
    },
    year: undefined,
    month: undefined,
    quarter: undefined,
    relation: undefined,
    now,
    today,
  };
  const current = quarterOf(today);
  const notices = [previousQuarter(current), current, nextQuarter(current)].flatMap(({ year, quarter }) =>
    syntheticRelations(index).map(({ code }) => ({ ...asked, year, quarter, relation: code })),
  );
  const candidates = kind === 'avviso-pagopa' ? notices : [asked];
  const [data] = candidates.flatMap((one) => documentOf(kind, one) ?? []);
  if (data === undefined) return undefined;
  return {
    kind,
    reference: referenceOf(BigInt(index)),
    language,
    day: today,
    recipient: { name, lines: residence === null ? [] : addressLines(residence) },
    parameters: {},
    data,
  };
}
