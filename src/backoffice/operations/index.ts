import type { Operation } from '../operation.ts';
import { documentiDisponibile } from './documenti.disponibile.ts';
import { domandeElenco } from './domande.elenco.ts';
import { domandePubblica } from './domande.pubblica.ts';
import { domandeStato } from './domande.stato.ts';
import { lavoroDomesticoContributi } from './lavoro-domestico.contributi.ts';
import { personeCerca } from './persone.cerca.ts';
import { personeDistingui } from './persone.distingui.ts';
import { pinVerifica } from './pin.verifica.ts';
import { provinceCerca } from './province.cerca.ts';
import { sediTrova } from './sedi.trova.ts';

/** Every operation of the contract. */
export const operations: readonly Operation[] = [
  personeCerca,
  personeDistingui,
  domandeStato,
  domandeElenco,
  domandePubblica,
  pinVerifica,
  documentiDisponibile,
  lavoroDomesticoContributi,
  sediTrova,
  provinceCerca,
];
