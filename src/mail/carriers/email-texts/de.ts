import type { EmailTexts } from './texts.ts';

export const de: EmailTexts = {
  greeting: 'Guten Tag,',
  reference: 'Nummer Ihrer Anforderung: {riferimento}.',
  noReply:
    'Diese Nachricht wurde automatisch versandt. Bitte antworten Sie nicht, Ihre Antwort würde niemand lesen. Auskunft gibt das Contact Center am Telefon.',
  notAsked:
    'Wenn Sie dieses Dokument nicht angefordert haben, rufen Sie bitte das Contact Center an und nennen Sie die Nummer der Anforderung.',
  signature: 'INPS',
  documents: {
    'certificazione-unica': {
      subject: 'INPS: die angeforderte Certificazione Unica',
      body: 'im Anhang finden Sie die Certificazione Unica (Einkommensbescheinigung), die Sie am Telefon angefordert haben.',
    },
    'estratto-contributivo': {
      subject: 'INPS: der angeforderte Versicherungsverlauf',
      body: 'im Anhang finden Sie Ihren Versicherungsverlauf, den Sie am Telefon angefordert haben.',
    },
    'estratto-pagamenti': {
      subject: 'INPS: die angeforderte Übersicht der Zahlungen',
      body: 'im Anhang finden Sie die Übersicht der Zahlungen, die Sie am Telefon angefordert haben.',
    },
    'rata-pensione': {
      subject: 'INPS: die angeforderte Aufstellung der Rentenzahlung',
      body: 'im Anhang finden Sie die Aufstellung der Rentenzahlung, die Sie am Telefon angefordert haben.',
    },
    'avviso-pagopa': {
      subject: 'INPS: die angeforderte Zahlungsmitteilung',
      body: 'im Anhang finden Sie die pagoPA-Zahlungsmitteilung für die Beiträge der Hausangestellten, die Sie am Telefon angefordert haben.',
    },
    'situazione-debitoria': {
      subject: 'INPS: die angeforderte Aufstellung der Beiträge',
      body: 'im Anhang finden Sie die Aufstellung Ihrer Beitragsrückstände, die Sie am Telefon angefordert haben.',
    },
    'dati-f24': {
      subject: 'INPS: die angeforderten Angaben für den Vordruck F24',
      body: 'im Anhang finden Sie die Angaben für den Vordruck F24, die Sie am Telefon angefordert haben.',
    },
  },
};
