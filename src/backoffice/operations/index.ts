import type { Operation } from '../operation.ts';
import { documentiDisponibile } from './documenti.disponibile.ts';
import { domandeElenco } from './domande.elenco.ts';
import { domandeStato } from './domande.stato.ts';
import { lavoroDomesticoContributi } from './lavoro-domestico.contributi.ts';
import { personeCerca } from './persone.cerca.ts';
import { personeDistingui } from './persone.distingui.ts';
import { pinVerifica } from './pin.verifica.ts';
import { provinceCerca } from './province.cerca.ts';
import { sediTrova } from './sedi.trova.ts';
import { sportelloCerca } from './sportello.cerca.ts';
import { sportelloConferma } from './sportello.conferma.ts';
import { sportelloDisdici } from './sportello.disdici.ts';
import { sportelloMotivi } from './sportello.motivi.ts';
import { sportelloSposta } from './sportello.sposta.ts';
import { sportelloStato } from './sportello.stato.ts';

/** Every operation of the contract. */
export const operations: readonly Operation[] = [
  personeCerca,
  personeDistingui,
  domandeStato,
  domandeElenco,
  pinVerifica,
  sediTrova,
  provinceCerca,
  sportelloMotivi,
  sportelloCerca,
  sportelloConferma,
  sportelloStato,
  sportelloSposta,
  sportelloDisdici,
  documentiDisponibile,
  lavoroDomesticoContributi,
];
