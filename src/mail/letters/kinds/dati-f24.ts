import { datiF24 as schema } from '../../../document-content/dati-f24.ts';
import { figure, shortDate } from '../format.ts';
import { defineKind } from '../kind.ts';
import { styles } from '../styles.ts';
import { setTable } from '../table.ts';
import { setHolder } from './holder.ts';
import { funds } from './names.ts';

const ordinals = ['Prima', 'Seconda', 'Terza', 'Quarta'] as const;

export const datiF24 = defineKind({
  name: 'dati-f24',
  schema,
  about: ({ anno, gestione }) => `${anno}, gestione ${funds[gestione]}`,
  set: async ({ intestatario, rate }, composer) => {
    setHolder(composer, intestatario);
    composer.heading('Sezione INPS del modello F24');
    await setTable(
      composer,
      [
        { head: 'Rata e scadenza', share: 27 },
        { head: 'Codice sede', share: 9 },
        { head: 'Causale contributo', share: 11.5 },
        { head: 'Codice INPS', share: 21 },
        { head: 'Dal', share: 9.5 },
        { head: 'Al', share: 9.5 },
        { head: 'Importo a debito', share: 13, align: 'right' },
      ],
      rate.map((line) => ({
        cells: [
          `${ordinals[line.rata - 1] ?? line.rata}, entro il ${shortDate(line.scadenza)}`,
          line.codiceSede,
          line.causale,
          line.codiceInps,
          monthAndYear(line.dal),
          monthAndYear(line.al),
          figure(line.importo),
        ],
      })),
    );
    composer.paragraph(
      'Riporti una riga per ogni rata che paga, così come è scritta. Il periodo si scrive con mese e anno. Dopo la scadenza sono dovute anche le somme aggiuntive di legge.',
      { style: styles.small },
    );
  },
});

/** As the form has it: `01 2026`. */
function monthAndYear(day: string): string {
  return `${day.slice(5, 7)} ${day.slice(0, 4)}`;
}
