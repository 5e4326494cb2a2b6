import type { LetterTexts } from './letter-texts.ts';

export const it: LetterTexts = {
  direction: 'ltr',
  title: '',
  kinds: {
    'certificazione-unica': {
      name: 'Certificazione Unica',
      says: 'come ha chiesto per telefono, Le inviamo la Certificazione Unica dei redditi che Le abbiamo corrisposto nell’anno indicato. Le serve per la dichiarazione dei redditi. Se non ha avuto altri redditi, di norma la dichiarazione non è dovuta.',
    },
    'estratto-contributivo': {
      name: 'Estratto conto contributivo',
      says: 'come ha chiesto per telefono, Le inviamo l’elenco dei contributi registrati a Suo nome. Controlli che ci siano tutti i periodi in cui ha lavorato.',
    },
    'estratto-pagamenti': {
      name: 'Estratto dei pagamenti',
      says: 'come ha chiesto per telefono, Le inviamo l’elenco dei pagamenti disposti dall’Istituto a Suo favore nel periodo indicato.',
    },
    'rata-pensione': {
      name: 'Dettaglio della rata di pensione',
      says: 'come ha chiesto per telefono, Le inviamo il dettaglio della Sua rata di pensione: l’importo lordo, le trattenute e l’importo netto che Le è stato accreditato.',
    },
    'avviso-pagopa': {
      name: 'Avviso di pagamento pagoPA per i contributi di lavoro domestico',
      says: 'come ha chiesto per telefono, Le inviamo l’avviso per pagare i contributi del rapporto di lavoro domestico di cui è datore di lavoro. L’avviso è nella pagina che segue. Se ha già pagato, non tenga conto di questa lettera.',
    },
    'situazione-debitoria': {
      name: 'Situazione debitoria',
      says: 'come ha chiesto per telefono, Le inviamo l’elenco delle rate di contributi che non risultano pagate. Se ha pagato negli ultimi giorni, il pagamento potrebbe non essere ancora registrato.',
    },
    'dati-f24': {
      name: 'Dati per il modello F24',
      says: 'come ha chiesto per telefono, Le inviamo i dati da scrivere nella sezione INPS del modello F24 per pagare i contributi sul minimale di reddito.',
    },
  },
  help: ({ landline, mobile, website }) =>
    `Per chiarimenti può chiamare il Contact Center al numero ${landline} da telefono fisso, gratuito, o al numero ${mobile} da cellulare, a pagamento secondo il Suo operatore, oppure consultare il sito ${website}. Tenga a portata di mano il riferimento di questa lettera.`,
  italianCounts: '',
};
