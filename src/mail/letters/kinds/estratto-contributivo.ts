import {
  type EstrattoContributivo,
  estrattoContributivo as schema,
} from '../../../document-content/estratto-contributivo.ts';
import { count, figure, longDate, shortDate } from '../format.ts';
import { defineKind } from '../kind.ts';
import { styles } from '../styles.ts';
import { setTable } from '../table.ts';
import { setHolder } from './holder.ts';
import { contributions, nameOf } from './names.ts';

type Period = EstrattoContributivo['periodi'][number];

export const estrattoContributivo = defineKind({
  name: 'estratto-contributivo',
  schema,
  about: ({ al }) => `al ${shortDate(al)}`,
  set: async ({ intestatario, al, periodi }, composer) => {
    setHolder(composer, intestatario);
    composer.heading('Riepilogo');
    if (periodi.length === 0) {
      composer.paragraph(`Al ${longDate(al)} non risultano contributi registrati.`);
      return;
    }
    await setTable(
      composer,
      [
        { head: 'Tipo di contribuzione', share: 46 },
        { head: 'Dal', share: 14 },
        { head: 'Al', share: 14 },
        { head: 'Periodi', share: 12, align: 'right' },
        { head: 'Settimane', share: 14, align: 'right' },
      ],
      summary(periodi),
    );
    composer.heading('Periodi');
    await setTable(
      composer,
      [
        { head: 'Dal', share: 11.5 },
        { head: 'Al', share: 11.5 },
        { head: 'Tipo di contribuzione', share: 22 },
        { head: 'Sett.', share: 7, align: 'right' },
        { head: 'Retribuzione o reddito in euro', share: 15, align: 'right' },
        { head: 'Azienda', share: 33 },
      ],
      rows(periodi),
    );
    composer.paragraph(
      'I dati hanno valore informativo. Se un periodo manca o non è esatto può chiedere la correzione con il servizio di segnalazioni contributive o a un patronato.',
      { style: styles.small },
    );
  },
});

function* rows(periods: readonly Period[]) {
  for (const { dal, al, contribuzione, settimane, importo, azienda } of periods) {
    yield {
      cells: [
        shortDate(dal),
        shortDate(al),
        nameOf(contributions, contribuzione, 'periodi.contribuzione'),
        count(settimane),
        figure(importo),
        azienda ?? '',
      ],
    };
  }
}

/** By kind of contribution, in the order in which they first come. */
function summary(periods: readonly Period[]) {
  const kinds = new Map<string, { from: string; to: string; periods: number; weeks: number }>();
  for (const { contribuzione, dal, al, settimane } of periods) {
    const sum = kinds.get(contribuzione) ?? { from: dal, to: al, periods: 0, weeks: 0 };
    if (dal < sum.from) sum.from = dal;
    if (al > sum.to) sum.to = al;
    sum.periods += 1;
    sum.weeks += settimane;
    kinds.set(contribuzione, sum);
  }
  const weeks = periods.reduce((sum, { settimane }) => sum + settimane, 0);
  return [
    ...[...kinds].map(([code, sum]) => ({
      cells: [
        nameOf(contributions, code, 'periodi.contribuzione'),
        shortDate(sum.from),
        shortDate(sum.to),
        count(sum.periods),
        count(sum.weeks),
      ],
    })),
    { cells: ['Totale', '', '', count(periods.length), count(weeks)], strong: true },
  ];
}
