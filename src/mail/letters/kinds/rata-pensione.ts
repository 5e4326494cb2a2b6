import { rataPensione as schema } from '../../../document-content/rata-pensione.ts';
import { figure, longDate, monthOf } from '../format.ts';
import { defineKind } from '../kind.ts';
import { setTable } from '../table.ts';
import { setHolder } from './holder.ts';
import { nameOf, withholdings } from './names.ts';

export const rataPensione = defineKind({
  name: 'rata-pensione',
  schema,
  about: ({ anno, mese }) => `di ${monthOf(anno, mese)}`,
  set: async (data, composer) => {
    setHolder(composer, data.intestatario);
    composer.pairs([
      ['Pensione', `Categoria ${data.categoria}, certificato n. ${data.certificato}`],
      ['Sede', data.sede],
      ['Rata', monthOf(data.anno, data.mese)],
      ['Data del pagamento', longDate(data.pagamento)],
    ]);
    composer.heading('Dettaglio della rata');
    await setTable(
      composer,
      [
        { head: 'Voce', share: 80 },
        { head: 'Importo in euro', share: 20, align: 'right' },
      ],
      [
        { cells: ['Importo lordo', figure(data.lordo)] },
        ...data.trattenute.map(({ voce, importo }) => ({
          cells: [nameOf(withholdings, voce, 'trattenute.voce'), figure(-importo)],
        })),
        { cells: ['Importo netto', figure(data.netto)], strong: true },
      ],
    );
    if (data.trattenute.length === 0) composer.paragraph('Su questa rata non ci sono trattenute.');
  },
});
