import { csvOf } from './csv.ts';
import { type Dimension, dimensions, type Figure, figureSchema } from './figures.ts';

/** The columns, with their Italian titles. */
const titles: Readonly<Record<keyof typeof figureSchema.shape, string>> = {
  day: 'giorno',
  hour: 'ora',
  queue: 'coda',
  topic: 'argomento',
  language: 'lingua',
  level: 'livello',
  disposition: 'esito',
  offered: 'entrate',
  answered: 'risposte',
  abandoned: 'abbandonate',
  callBacks: 'richiamate chieste',
  calledBack: 'richiamate fatte',
  overflowed: 'passate ad altra coda',
  silent: 'operatore muto',
  turnedAway: 'non accolte',
  answeredInTime: 'risposte entro 20 secondi',
  meanWaitSeconds: 'attesa media (secondi)',
  longestWaitSeconds: 'attesa massima (secondi)',
  meanTalkSeconds: 'conversazione media (secondi)',
  transfers: 'trasferimenti',
  secondLevel: 'passate al secondo livello',
};
const columnNames = figureSchema.keyof().options;
const dimensionNames: readonly string[] = dimensions;

/** Figures as a table in Italian. @param by those that they are told apart by */
export function figuresCsv(figures: readonly Figure[], by: readonly Dimension[]): string {
  const asked: readonly string[] = by;
  const columns = columnNames.filter((one) => !dimensionNames.includes(one) || asked.includes(one));
  return csvOf(
    columns.map((one) => titles[one]),
    figures.map((figure) => columns.map((one) => figure[one])),
  );
}
