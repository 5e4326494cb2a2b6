import type { LetterTexts } from './letter-texts.ts';

export const de: LetterTexts = {
  direction: 'ltr',
  title: 'Worum es in diesem Schreiben geht',
  kinds: {
    'certificazione-unica': {
      name: 'Einkommensbescheinigung (Certificazione Unica)',
      says: 'Wie von Ihnen telefonisch gewünscht, senden wir Ihnen die Bescheinigung über die Einkünfte, die wir Ihnen im angegebenen Jahr ausgezahlt haben. Sie brauchen sie für die Steuererklärung. Wenn Sie keine anderen Einkünfte hatten, müssen Sie in der Regel keine Steuererklärung abgeben.',
    },
    'estratto-contributivo': {
      name: 'Versicherungsverlauf',
      says: 'Wie von Ihnen telefonisch gewünscht, senden wir Ihnen die Liste der Beiträge, die auf Ihren Namen verzeichnet sind. Bitte prüfen Sie, ob alle Zeiten aufgeführt sind, in denen Sie gearbeitet haben.',
    },
    'estratto-pagamenti': {
      name: 'Aufstellung der Zahlungen',
      says: 'Wie von Ihnen telefonisch gewünscht, senden wir Ihnen die Liste der Zahlungen, die das INPS im angegebenen Zeitraum an Sie veranlasst hat.',
    },
    'rata-pensione': {
      name: 'Einzelheiten Ihrer Rentenzahlung',
      says: 'Wie von Ihnen telefonisch gewünscht, senden wir Ihnen die Einzelheiten Ihrer Rentenzahlung: den Bruttobetrag, die Abzüge und den Nettobetrag, der Ihnen gutgeschrieben wurde.',
    },
    'avviso-pagopa': {
      name: 'pagoPA-Zahlungsaufforderung für Beiträge der Hausarbeit',
      says: 'Wie von Ihnen telefonisch gewünscht, senden wir Ihnen die Zahlungsaufforderung für die Beiträge der Person, die Sie im Haushalt beschäftigen. Sie steht auf der nächsten Seite. Wenn Sie schon bezahlt haben, betrachten Sie dieses Schreiben als gegenstandslos.',
    },
    'situazione-debitoria': {
      name: 'Aufstellung Ihrer offenen Beiträge',
      says: 'Wie von Ihnen telefonisch gewünscht, senden wir Ihnen die Liste der Beitragsraten, die noch nicht bezahlt sind. Zahlungen der letzten Tage sind vielleicht noch nicht verbucht.',
    },
    'dati-f24': {
      name: 'Angaben für das Formular F24',
      says: 'Wie von Ihnen telefonisch gewünscht, senden wir Ihnen die Angaben, die Sie im Abschnitt INPS des Formulars F24 eintragen, um die Beiträge auf das Mindesteinkommen zu bezahlen.',
    },
  },
  help: ({ landline, mobile, website }) =>
    `Bei Fragen rufen Sie bitte das Contact Center an: ${landline} aus dem italienischen Festnetz, gebührenfrei, oder ${mobile} vom Mobiltelefon, zum Tarif Ihres Anbieters. Sie finden uns auch unter ${website}. Halten Sie bitte das Aktenzeichen dieses Schreibens bereit.`,
  italianCounts: 'Dieser Hinweis dient nur zu Ihrer Information: Maßgeblich ist der italienische Text.',
};
