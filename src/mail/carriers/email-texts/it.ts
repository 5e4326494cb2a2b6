import type { EmailTexts } from './texts.ts';

export const it: EmailTexts = {
  greeting: 'Gentile utente,',
  reference: 'Numero della richiesta: {riferimento}.',
  noReply:
    'Questo messaggio parte da un sistema automatico: non risponda, perché nessuno leggerebbe. Per informazioni chiami il Contact Center.',
  notAsked:
    'Se non ha chiesto questo documento, chiami il Contact Center e indichi il numero della richiesta.',
  signature: 'INPS',
  documents: {
    'certificazione-unica': {
      subject: 'INPS: la Certificazione Unica che ha chiesto',
      body: 'in allegato trova la Certificazione Unica che ha chiesto al telefono.',
    },
    'estratto-contributivo': {
      subject: "INPS: l'estratto contributivo che ha chiesto",
      body: "in allegato trova l'estratto dei suoi contributi che ha chiesto al telefono.",
    },
    'estratto-pagamenti': {
      subject: "INPS: l'estratto dei pagamenti che ha chiesto",
      body: "in allegato trova l'estratto dei pagamenti che ha chiesto al telefono.",
    },
    'rata-pensione': {
      subject: 'INPS: il dettaglio della rata di pensione che ha chiesto',
      body: 'in allegato trova il dettaglio della rata di pensione che ha chiesto al telefono.',
    },
    'avviso-pagopa': {
      subject: "INPS: l'avviso di pagamento che ha chiesto",
      body: "in allegato trova l'avviso pagoPA per i contributi del lavoro domestico che ha chiesto al telefono.",
    },
    'situazione-debitoria': {
      subject: 'INPS: la situazione contributiva che ha chiesto',
      body: 'in allegato trova la situazione dei contributi da versare che ha chiesto al telefono.',
    },
    'dati-f24': {
      subject: 'INPS: i dati per il modello F24 che ha chiesto',
      body: 'in allegato trova i dati per compilare il modello F24 che ha chiesto al telefono.',
    },
  },
};
