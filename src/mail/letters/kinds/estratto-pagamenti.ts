import { estrattoPagamenti as schema } from '../../../document-content/estratto-pagamenti.ts';
import { figure, longDate, monthOf, shortDate } from '../format.ts';
import { defineKind } from '../kind.ts';
import { styles } from '../styles.ts';
import { setTable } from '../table.ts';
import { setHolder } from './holder.ts';
import { benefits, nameOf, payments } from './names.ts';

export const estrattoPagamenti = defineKind({
  name: 'estratto-pagamenti',
  schema,
  about: ({ dal, al }) => `dal ${shortDate(dal)} al ${shortDate(al)}`,
  set: async ({ intestatario, dal, al, pagamenti }, composer) => {
    setHolder(composer, intestatario);
    if (pagamenti.length === 0) {
      composer.paragraph(
        `Dal ${longDate(dal)} al ${longDate(al)} non risultano pagamenti disposti a Suo favore.`,
      );
      return;
    }
    const paid = pagamenti.filter(({ accredito }) => accredito === 'pagato');
    composer.heading('Pagamenti');
    await setTable(
      composer,
      [
        { head: 'Data', share: 13 },
        { head: 'Prestazione', share: 37 },
        { head: 'Periodo', share: 20 },
        { head: 'Stato', share: 15 },
        { head: 'Importo netto in euro', share: 15, align: 'right' },
      ],
      [
        ...pagamenti.map(({ data, trattamento, anno, mese, accredito, importo }) => ({
          cells: [
            shortDate(data),
            nameOf(benefits, trattamento, 'pagamenti.trattamento'),
            monthOf(anno, mese),
            nameOf(payments, accredito, 'pagamenti.accredito'),
            figure(importo),
          ],
        })),
        {
          cells: ['', 'Totale pagato', '', '', figure(paid.reduce((sum, { importo }) => sum + importo, 0))],
          strong: true,
        },
      ],
    );
    if (paid.length < pagamenti.length)
      composer.paragraph('Il totale comprende solo i pagamenti andati a buon fine.', { style: styles.small });
  },
});
