import { z } from 'zod';
import { address } from '../../document-content/address.ts';
import { content } from '../../document-content/content.ts';
import { defineOperation, sensitive, sensitiveContent } from '../operation.ts';
import { documenti, parametri } from './documenti.disponibile.ts';
import { persona } from './persone.ts';

/** Why there is no document after all. */
export const motiviSenzaDati = ['non-disponibile'] as const;

export const documentiDati = defineOperation({
  name: 'documenti.dati',
  description:
    'What a document of a person says, and to whom it goes: name, residence and e-mail address as the registry has ' +
    'them when it is asked. For the worker that makes the letter; no call needs it.',
  safe: true,
  path: '/documenti/dati',
  arguments: z.strictObject({ persona, tipo: z.enum(documenti), parametri }),
  outcomes: {
    found: z.object({
      destinatario: z.object({
        nome: sensitive('nome').describe('in Latin letters, as it stands in an address'),
        residenza: sensitiveContent('indirizzo', address)
          .nullable()
          .describe('null where the registry has none; what it has may be incomplete'),
        email: sensitive('email').nullable(),
      }),
      dati: sensitiveContent('persona', content),
    }),
    absent: z.object({ motivo: z.enum(motiviSenzaDati) }),
  },
});
