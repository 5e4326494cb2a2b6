import { officeCode, officeCount } from '../offices.ts';
import { paymentsSince } from '../payments.ts';
import { RandomStream } from '../random.ts';
import type { DocumentOf } from './document.ts';

const seed = 1_041_969;
/** Below this net amount, in cents, a pension is not taxed here. */
const taxedFrom = 75_000;
const categories: Readonly<Record<string, string>> = { pensione: 'VO', 'pensione-reversibilita': 'SO' };

/**
 * The pension of a month; without one, of the latest that was credited. The net amount is that of the payments
 * (payments.ts), and gross is what it must have been; who draws another benefit has none.
 */
export const rataPensione: DocumentOf<'rata-pensione'> = ({ citizen, holder, month, now, today }) => {
  const instalment = paymentsSince(citizen.index, citizen.birthDate, now, 12).find(
    ({ trattamento, mese, data }) =>
      categories[trattamento] !== undefined && data <= today && (month === undefined || mese === month),
  );
  const categoria = categories[instalment?.trattamento ?? ''];
  if (instalment === undefined || categoria === undefined) return undefined;
  const { importo: netto, data, mese } = instalment;
  const stream = new RandomStream(seed + citizen.index);
  const lordo = netto < taxedFrom ? netto : Math.round(netto / (0.78 + stream.next() / 10));
  const regione = Math.round(((lordo - netto) * 8) / 100);
  const comune = Math.round(((lordo - netto) * 4) / 100);
  return {
    tipo: 'rata-pensione',
    intestatario: holder,
    anno: Number(data.slice(0, 4)),
    mese,
    categoria,
    certificato: String(10_000_000 + ((citizen.index * 7_919_777) % 90_000_000)),
    sede: officeCode(citizen.index % officeCount),
    lordo,
    trattenute:
      lordo === netto
        ? []
        : [
            { voce: 'irpef', importo: lordo - netto - regione - comune },
            { voce: 'addizionale-regionale', importo: regione },
            { voce: 'addizionale-comunale', importo: comune },
          ],
    netto,
    pagamento: data,
  };
};
