import { artigianiF24Handler } from './artigiani.f24.ts';
import { artigianiSituazioneHandler } from './artigiani.situazione.ts';
import { documentiDisponibileHandler } from './documenti.disponibile.ts';
import type { Handler } from './handler.ts';
import { contributi } from './lavoro-domestico.contributi.ts';
import { occasionaliPrestatoreHandler } from './occasionali.prestatore.ts';
import { occasionaliUtilizzatoreHandler } from './occasionali.utilizzatore.ts';

/** Every operation that is answered without a database. */
export const handlers: readonly Handler[] = [
  documentiDisponibileHandler,
  contributi,
  artigianiSituazioneHandler,
  artigianiF24Handler,
  occasionaliPrestatoreHandler,
  occasionaliUtilizzatoreHandler,
];
