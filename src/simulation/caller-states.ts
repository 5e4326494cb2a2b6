/** What the services that tell the state of something ask of a caller besides the codice fiscale. */
import { z } from 'zod';
import { tappe } from '../backoffice/operations/invii.ts';
import { statiLinea } from '../backoffice/operations/linea.richiesta.ts';
import { accrediti } from '../backoffice/operations/pagamento.ts';
import { statiVerbale } from '../backoffice/operations/verbali.spedizione.ts';
import type { SyntheticCitizen } from '../backoffice/reference/citizens.ts';
import { lineaRequests } from '../backoffice/reference/linea-requests.ts';
import { reportOf } from '../backoffice/reference/medical-reports.ts';
import { paymentsOf } from '../backoffice/reference/payments.ts';
import { publicPractices, publicProtocolKeys } from '../backoffice/reference/public-practices.ts';
import { sentDocuments } from '../backoffice/reference/sent-documents.ts';
import { transliterate } from '../codice-fiscale/compose.ts';
import { signature } from '../codice-fiscale/keypad.ts';

/** The Monday that tests are played on when they name no day. */
const usualDay = new Date('2026-11-23T10:00:00+01:00');

/** Fields of a citizen as a test names one. */
export const stateFields = {
  /** How many applications of the public-sector branch. */
  public: z.int().min(0).max(4).optional(),
  /** State of the first Linea INPS request. */
  linea: z.enum(statiLinea).optional(),
  /** Where the first report of a civil invalidity assessment is. */
  verbale: z.enum(statiVerbale).optional(),
  /** Where the document is that was asked for last, or `nessuno`. */
  invio: z.enum([...tappe, 'nessuno']).optional(),
  /** How many documents were asked for. */
  invii: z.int().min(0).max(3).optional(),
  /** A payment that is in this state, or `nessuno`, on the usual day of a test. */
  pagamento: z.enum([...accrediti, 'nessuno']).optional(),
};
export type WantedStates = z.infer<z.ZodObject<typeof stateFields>>;

export function hasStates(citizen: SyntheticCitizen, wanted: WantedStates): boolean {
  return (
    (wanted.public === undefined || publicPractices(citizen.index).length === wanted.public) &&
    (wanted.linea === undefined || lineaRequests(citizen.index)[0]?.stato === wanted.linea) &&
    (wanted.verbale === undefined || reports(citizen)[0]?.report.stato === wanted.verbale) &&
    (wanted.invio === undefined || (sentDocuments(citizen.index)[0]?.tappa ?? 'nessuno') === wanted.invio) &&
    (wanted.invii === undefined || sentDocuments(citizen.index).length === wanted.invii) &&
    (wanted.pagamento === undefined || hasPayment(citizen, wanted.pagamento))
  );
}

/** What can be keyed in, by the name that `press: "$name"` gives it. */
export function stateKeys(citizen: SyntheticCitizen): readonly (readonly [string, string])[] {
  const [year = '', month = '', day = ''] = citizen.birthDate.split('-');
  const [first, second] = publicPractices(citizen.index);
  const [linea] = lineaRequests(citizen.index);
  const [report] = reports(citizen);
  const keys: Readonly<Record<string, string | undefined>> = {
    nome: signature(transliterate(citizen.name)),
    cognome: signature(transliterate(citizen.surname)),
    nascita: `${day}${month}${year}`,
    'pratica-pubblica': first?.id,
    'protocollo-pubblico': first && publicProtocolKeys(first),
    'numero-pubblico': first?.numero,
    'altra-pratica-pubblica': second?.id,
    'richiesta-linea': linea?.id,
    'pratica-verbale': report?.practice.domus,
    'riferimento-invio': sentDocuments(citizen.index).at(-1)?.riferimento,
  };
  return Object.entries(keys).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

function hasPayment({ index, birthDate }: SyntheticCitizen, wanted: string): boolean {
  const payments = paymentsOf(index, birthDate, usualDay);
  return wanted === 'nessuno'
    ? payments.length === 0
    : payments.some(({ accredito }) => accredito === wanted);
}

function reports({ index, practices }: SyntheticCitizen) {
  return practices.flatMap((practice, position) => {
    const report = reportOf(index, position, practice);
    return report === undefined ? [] : [{ practice, report }];
  });
}
