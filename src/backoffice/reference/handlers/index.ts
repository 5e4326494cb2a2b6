import { documentiDisponibileHandler } from './documenti.disponibile.ts';
import { domandePubblicaHandler } from './domande.pubblica.ts';
import type { Handler } from './handler.ts';
import { contributi } from './lavoro-domestico.contributi.ts';
import { provinceCercaHandler } from './province.cerca.ts';
import { sediTrovaHandler } from './sedi.trova.ts';

/** Every operation that is answered without a database. */
export const handlers: readonly Handler[] = [
  documentiDisponibileHandler,
  contributi,
  provinceCercaHandler,
  sediTrovaHandler,
  domandePubblicaHandler,
];
