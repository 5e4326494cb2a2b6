import { z } from 'zod';
import { type DocumentKind, personal, quarter, year } from '../kind.ts';

/** The notice to pay the contributions for a domestic worker; `rapporto` is the ten digits of the work relation. */
export const avvisoPagopa: DocumentKind = {
  name: 'avviso-pagopa',
  channels: ['residence', 'email'],
  parameters: z.strictObject({
    rapporto: personal(z.string().regex(/^\d{10}$/)),
    anno: year,
    trimestre: quarter,
  }),
};
