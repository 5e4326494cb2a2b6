import { situazioneDebitoria as schema } from '../../../document-content/situazione-debitoria.ts';
import { euro, figure, longDate, shortDate } from '../format.ts';
import { defineKind } from '../kind.ts';
import { setTable } from '../table.ts';
import { setHolder } from './holder.ts';
import { funds } from './names.ts';

const ordinals = ['prima', 'seconda', 'terza', 'quarta'] as const;

export const situazioneDebitoria = defineKind({
  name: 'situazione-debitoria',
  schema,
  about: ({ al }) => `al ${shortDate(al)}`,
  set: async ({ intestatario, gestione, al, rate, totale }, composer) => {
    setHolder(composer, intestatario);
    composer.heading('Rate non pagate');
    composer.paragraph(
      `Al ${longDate(al)} risultano da pagare alla gestione ${funds[gestione]} ${euro(totale)}, oltre alle somme aggiuntive di legge.`,
    );
    await setTable(
      composer,
      [
        { head: 'Anno', share: 12 },
        { head: 'Rata', share: 18 },
        { head: 'Scadenza', share: 18 },
        { head: 'Stato', share: 34 },
        { head: 'Importo in euro', share: 18, align: 'right' },
      ],
      [
        ...rate.map(({ anno, rata, scadenza, importo, riscossione }) => ({
          cells: [
            String(anno),
            ordinals[rata - 1] ?? String(rata),
            shortDate(scadenza),
            riscossione ? 'Affidata all’agente della riscossione' : 'Da pagare all’Istituto',
            figure(importo),
          ],
        })),
        { cells: ['Totale', '', '', '', figure(totale)], strong: true },
      ],
    );
    composer.paragraph(
      rate.some(({ riscossione }) => riscossione)
        ? 'Ciò che è affidato all’agente della riscossione si paga solo all’agente, che può concedere una rateazione.'
        : 'Può pagare con il modello F24, oppure chiedere all’Istituto di pagare a rate prima che il debito passi all’agente della riscossione.',
    );
  },
});
