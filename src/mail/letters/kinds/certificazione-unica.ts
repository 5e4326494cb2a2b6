import { certificazioneUnica as schema } from '../../../document-content/certificazione-unica.ts';
import { count, figure } from '../format.ts';
import { defineKind } from '../kind.ts';
import { setTable } from '../table.ts';
import { setHolder } from './holder.ts';

/** Boxes of the section "dati fiscali" of the form, as its instructions name them. */
const boxes: Readonly<Record<number, string>> = {
  1: 'Redditi di lavoro dipendente e assimilati con contratto a tempo indeterminato',
  2: 'Redditi di lavoro dipendente e assimilati con contratto a tempo determinato',
  3: 'Redditi di pensione',
  4: 'Altri redditi assimilati',
  5: 'Assegni periodici corrisposti dal coniuge',
  6: 'Numero di giorni per i quali spettano le detrazioni: lavoro dipendente',
  7: 'Numero di giorni per i quali spettano le detrazioni: pensione',
  21: 'Ritenute IRPEF',
  22: 'Addizionale regionale all’IRPEF',
  26: 'Addizionale comunale all’IRPEF: acconto dell’anno',
  27: 'Addizionale comunale all’IRPEF: saldo dell’anno',
  29: 'Addizionale comunale all’IRPEF: acconto dell’anno successivo',
  361: 'Imposta lorda',
  362: 'Detrazioni per carichi di famiglia',
  367: 'Detrazioni per lavoro dipendente, pensioni e redditi assimilati',
  373: 'Totale delle detrazioni',
};
const parts = [
  { title: 'Redditi', from: 1, to: 20 },
  { title: 'Ritenute', from: 21, to: 360 },
  { title: 'Imposta e detrazioni', from: 361, to: 999 },
] as const;

export const certificazioneUnica = defineKind({
  name: 'certificazione-unica',
  schema,
  about: ({ anno }) => `${anno + 1} (redditi ${anno})`,
  set: async ({ intestatario, anno, caselle }, composer, sender) => {
    composer.heading('Dati anagrafici');
    setHolder(composer, intestatario);
    composer.pairs([
      ['Sostituto d’imposta', sender.name],
      ['Codice fiscale', sender.creditor.codiceFiscale],
      ['Periodo d’imposta', String(anno)],
    ]);
    for (const { title, from, to } of parts) {
      const own = caselle.filter(({ punto }) => from <= punto && punto <= to);
      if (own.length === 0) continue;
      composer.heading(title);
      await setTable(
        composer,
        [
          { head: 'Punto', share: 9 },
          { head: 'Descrizione', share: 73 },
          { head: 'Importo in euro', share: 18, align: 'right' },
        ],
        own.map((box) => ({
          cells: [
            String(box.punto),
            boxes[box.punto] ?? 'Si vedano le istruzioni al modello',
            'giorni' in box ? `${count(box.giorni)} giorni` : figure(box.importo),
          ],
        })),
      );
    }
  },
});
