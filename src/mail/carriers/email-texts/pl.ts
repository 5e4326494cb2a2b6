import type { EmailTexts } from './texts.ts';

export const pl: EmailTexts = {
  greeting: 'Szanowni Państwo,',
  reference: 'Numer wniosku: {riferimento}.',
  noReply:
    'Ta wiadomość została wysłana automatycznie. Prosimy na nią nie odpowiadać, ponieważ nikt nie przeczyta odpowiedzi. Informacji udziela telefonicznie Contact Center.',
  notAsked:
    'Jeśli nie prosili Państwo o ten dokument, prosimy zadzwonić do Contact Center i podać numer wniosku.',
  signature: 'INPS',
  documents: {
    'certificazione-unica': {
      subject: 'INPS: zamówione zaświadczenie o dochodach (Certificazione Unica)',
      body: 'w załączniku przesyłamy zaświadczenie o dochodach (Certificazione Unica), o które poprosili Państwo telefonicznie.',
    },
    'estratto-contributivo': {
      subject: 'INPS: zamówiony wyciąg składek',
      body: 'w załączniku przesyłamy wyciąg składek, o który poprosili Państwo telefonicznie.',
    },
    'estratto-pagamenti': {
      subject: 'INPS: zamówiony wyciąg wypłat',
      body: 'w załączniku przesyłamy wyciąg wypłat, o który poprosili Państwo telefonicznie.',
    },
    'rata-pensione': {
      subject: 'INPS: zamówione szczegóły wypłaty emerytury lub renty',
      body: 'w załączniku przesyłamy szczegóły wypłaty emerytury lub renty, o które poprosili Państwo telefonicznie.',
    },
    'avviso-pagopa': {
      subject: 'INPS: zamówione wezwanie do zapłaty składek',
      body: 'w załączniku przesyłamy dokument płatności pagoPA dotyczący składek za pracę domową, o który poprosili Państwo telefonicznie.',
    },
    'situazione-debitoria': {
      subject: 'INPS: zamówiony stan rozliczeń składek',
      body: 'w załączniku przesyłamy zestawienie składek do zapłaty, o które poprosili Państwo telefonicznie.',
    },
    'dati-f24': {
      subject: 'INPS: zamówione dane do formularza F24',
      body: 'w załączniku przesyłamy dane do wypełnienia formularza F24, o które poprosili Państwo telefonicznie.',
    },
  },
};
