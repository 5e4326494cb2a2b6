import type { EmailTexts } from './texts.ts';

export const en: EmailTexts = {
  greeting: 'Dear customer,',
  reference: 'Number of your request: {riferimento}.',
  noReply:
    'This message was sent automatically. Please do not reply: nobody would read your answer. For information, call the Contact Centre.',
  notAsked:
    'If you did not ask for this document, please call the Contact Centre and give the number of the request.',
  signature: 'INPS',
  documents: {
    'certificazione-unica': {
      subject: 'INPS: the Certificazione Unica you asked for',
      body: 'please find attached the Certificazione Unica (certificate of income) you asked for by telephone.',
    },
    'estratto-contributivo': {
      subject: 'INPS: the statement of contributions you asked for',
      body: 'please find attached the statement of your contributions you asked for by telephone.',
    },
    'estratto-pagamenti': {
      subject: 'INPS: the statement of payments you asked for',
      body: 'please find attached the statement of payments you asked for by telephone.',
    },
    'rata-pensione': {
      subject: 'INPS: the pension payment details you asked for',
      body: 'please find attached the details of the pension payment you asked for by telephone.',
    },
    'avviso-pagopa': {
      subject: 'INPS: the payment notice you asked for',
      body: 'please find attached the pagoPA notice for domestic work contributions you asked for by telephone.',
    },
    'situazione-debitoria': {
      subject: 'INPS: the position of contributions you asked for',
      body: 'please find attached the statement of the contributions that you owe you asked for by telephone.',
    },
    'dati-f24': {
      subject: 'INPS: the details for form F24 you asked for',
      body: 'please find attached the details for filling in form F24 you asked for by telephone.',
    },
  },
};
