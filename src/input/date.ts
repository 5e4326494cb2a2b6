import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import { inputKind } from './kind.ts';

const isoDate = z.iso.date();
const length = 8;

interface Limits {
  readonly notBefore?: string | undefined;
  readonly notAfter?: string | undefined;
}

export const date = inputKind({
  name: 'date',
  description:
    "Una data di otto cifre: due per il giorno, due per il mese, quattro per l'anno. Si chiude da sé. Si salva come AAAA-MM-GG, dato personale. Un limite che si sposta con il giorno di oggi va in una ricerca o in una condizione.",
  example: `
nascita:
  ask: date
  notBefore: "1900-01-01"
  say: identita.chiedi-data-nascita
  save: nascita
  then: ricerca
  failed: operatore`,
  options: z.strictObject({
    notBefore: isoDate.optional().describe('La prima data accettata, AAAA-MM-GG'),
    notAfter: isoDate.optional().describe("L'ultima data accettata, AAAA-MM-GG"),
  }),
  problems: ['troppo-corto', 'inesistente', 'troppo-presto', 'troppo-tardi'],
  read: (keys, limits) => (keys.length < length ? { state: 'more' } : judge(keys, limits)),
  finish: (keys, limits) =>
    keys.length < length ? { state: 'wrong', problem: 'troppo-corto' } : judge(keys, limits),
  keysPerEntry: () => ({ min: length, max: length }),
  saves: () => ({ type: 'sensitive' }),
});

function judge(keys: string, { notBefore, notAfter }: Limits) {
  const value = `${keys.slice(4, 8)}-${keys.slice(2, 4)}-${keys.slice(0, 2)}`;
  if (!isoDate.safeParse(value).success) return { state: 'wrong', problem: 'inesistente' } as const;
  // Dates of this form compare as text.
  if (notBefore !== undefined && value < notBefore) {
    return { state: 'wrong', problem: 'troppo-presto' } as const;
  }
  if (notAfter !== undefined && value > notAfter) return { state: 'wrong', problem: 'troppo-tardi' } as const;
  return { state: 'complete', value: new Sensitive('data', value) } as const;
}
