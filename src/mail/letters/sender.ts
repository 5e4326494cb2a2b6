import { type Creditor, inps as inpsCreditor } from '../../pagopa/notice.ts';

/** Who writes: texts of the head and the foot of every letter. */
export interface Sender {
  readonly name: string;
  readonly shortName: string;
  /** The office or the service, under the name. */
  readonly unit: string;
  readonly address: string;
  readonly website: string;
  /** The number for landlines and the one for mobiles, as they are written. */
  readonly landline: string;
  readonly mobile: string;
  /** Whom pagoPA notices pay. */
  readonly creditor: Creditor;
}

/** Numbers and address as inps.it has them (domain.md section 1). */
export const inps: Sender = {
  name: 'Istituto Nazionale della Previdenza Sociale',
  shortName: 'INPS',
  unit: 'Contact Center Multicanale · Servizio documenti',
  address: 'Via Ciro il Grande 21, 00144 Roma',
  website: 'www.inps.it',
  landline: '803 164',
  mobile: '06 164 164',
  creditor: inpsCreditor,
};
