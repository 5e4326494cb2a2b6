import { artigianiF24Handler } from './artigiani.f24.ts';
import { artigianiSituazioneHandler } from './artigiani.situazione.ts';
import { assenzeVerificaHandler } from './assenze.verifica.ts';
import { documentiDatiHandler } from './documenti.dati.ts';
import { documentiDisponibileHandler } from './documenti.disponibile.ts';
import { domandePubblicaHandler } from './domande.pubblica.ts';
import { domandeElencoHandler, domandeStatoHandler } from './domande.ts';
import type { Handler } from './handler.ts';
import { identitaVerificaHandler } from './identita.verifica.ts';
import { inviiElencoHandler, inviiStatoHandler } from './invii.ts';
import { lavoroDomesticoContributiHandler } from './lavoro-domestico.contributi.ts';
import { lineaRichiestaHandler } from './linea.richiesta.ts';
import { occasionaliPrestatoreHandler } from './occasionali.prestatore.ts';
import { occasionaliUtilizzatoreHandler } from './occasionali.utilizzatore.ts';
import { pagamentiElencoHandler, pagamentiProssimoHandler } from './pagamenti.ts';
import { personeDistinguiHandler } from './persone.distingui.ts';
import { personeSoggettoHandler } from './persone.soggetto.ts';
import { provinceCercaHandler } from './province.cerca.ts';
import { sediTrovaHandler } from './sedi.trova.ts';
import { sportelloMotiviHandler } from './sportello.motivi.ts';
import { verbaliSpedizioneHandler } from './verbali.spedizione.ts';

/** Every operation that is answered without a database. */
export const handlers: readonly Handler[] = [
  personeDistinguiHandler,
  personeSoggettoHandler,
  domandeStatoHandler,
  domandeElencoHandler,
  documentiDisponibileHandler,
  documentiDatiHandler,
  lavoroDomesticoContributiHandler,
  provinceCercaHandler,
  sediTrovaHandler,
  sportelloMotiviHandler,
  domandePubblicaHandler,
  identitaVerificaHandler,
  lineaRichiestaHandler,
  verbaliSpedizioneHandler,
  pagamentiElencoHandler,
  pagamentiProssimoHandler,
  artigianiSituazioneHandler,
  artigianiF24Handler,
  occasionaliPrestatoreHandler,
  occasionaliUtilizzatoreHandler,
  assenzeVerificaHandler,
];

/** What the records answer on the line, for simulated calls, which have none. */
export const recordsHandlers: readonly Handler[] = [inviiElencoHandler, inviiStatoHandler];
