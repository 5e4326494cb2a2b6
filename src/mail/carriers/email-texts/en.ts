import type { EmailTexts } from './texts.ts';

export const en: EmailTexts = {
  greeting: 'Dear customer,',
  reference: 'Number of your request: {riferimento}.',
  noReply:
    'This message was sent automatically. Please do not reply: nobody would read your answer. For information, call the Contact Center.',
  notAsked:
    'If you did not ask for this document, please call the Contact Center and give the number of the request.',
  signature: 'INPS',
  documents: {
    'certificazione-unica': {
      subject: 'INPS: the income certificate you asked for (Certificazione Unica)',
      body: 'please find attached the income certificate (Certificazione Unica) you asked for by telephone.',
    },
    'estratto-contributivo': {
      subject: 'INPS: the contribution statement you asked for',
      body: 'please find attached the statement of your contributions you asked for by telephone.',
    },
    'estratto-pagamenti': {
      subject: 'INPS: the payment statement you asked for',
      body: 'please find attached the statement of payments you asked for by telephone.',
    },
    'rata-pensione': {
      subject: 'INPS: the pension instalment details you asked for',
      body: 'please find attached the details of the pension instalment you asked for by telephone.',
    },
    'avviso-pagopa': {
      subject: 'INPS: the payment notice you asked for',
      body: 'please find attached the pagoPA notice for domestic work contributions you asked for by telephone.',
    },
    'situazione-debitoria': {
      subject: 'INPS: the contribution position you asked for',
      body: 'please find attached the statement of contributions still to be paid you asked for by telephone.',
    },
    'dati-f24': {
      subject: 'INPS: the details for form F24 you asked for',
      body: 'please find attached the details for filling in form F24 you asked for by telephone.',
    },
  },
};
