import type { Operation } from '../operation.ts';
import { artigianiF24 } from './artigiani.f24.ts';
import { artigianiSituazione } from './artigiani.situazione.ts';
import { assenzeComunica } from './assenze.comunica.ts';
import { assenzeVerifica } from './assenze.verifica.ts';
import { documentiDati } from './documenti.dati.ts';
import { documentiDisponibile } from './documenti.disponibile.ts';
import { domandeElenco } from './domande.elenco.ts';
import { domandePubblica } from './domande.pubblica.ts';
import { domandeStato } from './domande.stato.ts';
import { identitaVerifica } from './identita.verifica.ts';
import { inviiElenco, inviiStato } from './invii.ts';
import { lavoroDomesticoContributi } from './lavoro-domestico.contributi.ts';
import { lineaApri } from './linea.apri.ts';
import { lineaRichiesta } from './linea.richiesta.ts';
import { occasionaliPrestatore } from './occasionali.prestatore.ts';
import { occasionaliUtilizzatore } from './occasionali.utilizzatore.ts';
import { pagamentiElenco } from './pagamenti.elenco.ts';
import { pagamentiProssimo } from './pagamenti.prossimo.ts';
import { personeCerca } from './persone.cerca.ts';
import { personeDistingui } from './persone.distingui.ts';
import { personeSoggetto } from './persone.soggetto.ts';
import { pinVerifica } from './pin.verifica.ts';
import { provinceCerca } from './province.cerca.ts';
import { recapitiSegnala } from './recapiti.segnala.ts';
import { sediTrova } from './sedi.trova.ts';
import { sportelloCerca } from './sportello.cerca.ts';
import { sportelloConferma } from './sportello.conferma.ts';
import { sportelloDisdici } from './sportello.disdici.ts';
import { sportelloMotivi } from './sportello.motivi.ts';
import { sportelloSposta } from './sportello.sposta.ts';
import { sportelloStato } from './sportello.stato.ts';
import { verbaliSpedizione } from './verbali.spedizione.ts';

/** Every operation of the contract. */
export const operations: readonly Operation[] = [
  personeCerca,
  personeDistingui,
  personeSoggetto,
  domandeStato,
  domandeElenco,
  domandePubblica,
  lineaRichiesta,
  lineaApri,
  verbaliSpedizione,
  pagamentiElenco,
  pagamentiProssimo,
  pinVerifica,
  identitaVerifica,
  sediTrova,
  provinceCerca,
  sportelloMotivi,
  sportelloCerca,
  sportelloConferma,
  sportelloStato,
  sportelloSposta,
  sportelloDisdici,
  artigianiSituazione,
  artigianiF24,
  occasionaliPrestatore,
  occasionaliUtilizzatore,
  assenzeVerifica,
  assenzeComunica,
  documentiDisponibile,
  documentiDati,
  recapitiSegnala,
  lavoroDomesticoContributi,
];

/** What the records answer, in the same form: what callers asked to be sent. */
export const recordsOperations: readonly Operation[] = [inviiElenco, inviiStato];

/** All that flows can look up, whoever answers it. */
export const lookUps: readonly Operation[] = [...operations, ...recordsOperations];
