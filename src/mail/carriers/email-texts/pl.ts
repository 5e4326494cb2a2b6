import type { EmailTexts } from './texts.ts';

export const pl: EmailTexts = {
  greeting: 'Szanowni Państwo,',
  reference: 'Numer zamówienia: {riferimento}.',
  noReply:
    'Ta wiadomość została wysłana automatycznie. Prosimy na nią nie odpowiadać, ponieważ nikt nie przeczyta odpowiedzi. Informacji udziela telefonicznie centrum obsługi.',
  notAsked:
    'Jeśli nie prosili Państwo o ten dokument, prosimy zadzwonić do centrum obsługi i podać numer zamówienia.',
  signature: 'INPS',
  documents: {
    'certificazione-unica': {
      subject: 'INPS: zamówiona Certificazione Unica',
      body: 'w załączniku przesyłamy zaświadczenie o dochodach, Certificazione Unica, o które poprosili Państwo telefonicznie.',
    },
    'estratto-contributivo': {
      subject: 'INPS: zamówiony wykaz składek',
      body: 'w załączniku przesyłamy wykaz składek na ubezpieczenie, o który poprosili Państwo telefonicznie.',
    },
    'estratto-pagamenti': {
      subject: 'INPS: zamówiony wykaz wypłat',
      body: 'w załączniku przesyłamy wykaz wypłat, o który poprosili Państwo telefonicznie.',
    },
    'rata-pensione': {
      subject: 'INPS: zamówione szczegóły wypłaty emerytury lub renty',
      body: 'w załączniku przesyłamy szczegóły wypłaty emerytury lub renty, o które poprosili Państwo telefonicznie.',
    },
    'avviso-pagopa': {
      subject: 'INPS: zamówione zawiadomienie o płatności',
      body: 'w załączniku przesyłamy zawiadomienie o płatności pagoPA dotyczące składek za pracowników domowych, o które poprosili Państwo telefonicznie.',
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
