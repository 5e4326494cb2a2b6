import type { LetterTexts } from './letter-texts.ts';

export const pl: LetterTexts = {
  direction: 'ltr',
  title: 'Czego dotyczy to pismo',
  kinds: {
    'certificazione-unica': {
      name: 'Zaświadczenie o dochodach (Certificazione Unica)',
      says: 'Zgodnie z prośbą zgłoszoną telefonicznie przesyłamy zaświadczenie o dochodach wypłaconych przez nas we wskazanym roku. Jest ono potrzebne do zeznania podatkowego. Kto nie miał innych dochodów, zwykle nie musi składać zeznania.',
    },
    'estratto-contributivo': {
      name: 'Wyciąg z konta składkowego',
      says: 'Zgodnie z prośbą zgłoszoną telefonicznie przesyłamy wykaz składek zapisanych na Pana lub Pani nazwisko. Prosimy sprawdzić, czy są w nim wszystkie okresy pracy.',
    },
    'estratto-pagamenti': {
      name: 'Wykaz wypłat',
      says: 'Zgodnie z prośbą zgłoszoną telefonicznie przesyłamy wykaz wypłat dokonanych przez INPS na Pana lub Pani rzecz we wskazanym okresie.',
    },
    'rata-pensione': {
      name: 'Szczegóły miesięcznej wypłaty emerytury lub renty',
      says: 'Zgodnie z prośbą zgłoszoną telefonicznie przesyłamy szczegóły miesięcznej wypłaty: kwotę brutto, potrącenia i kwotę netto przekazaną na konto.',
    },
    'avviso-pagopa': {
      name: 'Wezwanie do zapłaty pagoPA składek za pracę domową',
      says: 'Zgodnie z prośbą zgłoszoną telefonicznie przesyłamy wezwanie do zapłaty składek za osobę zatrudnioną w gospodarstwie domowym. Znajduje się ono na następnej stronie. Jeśli składki są już zapłacone, prosimy nie brać tego pisma pod uwagę.',
    },
    'situazione-debitoria': {
      name: 'Stan zadłużenia',
      says: 'Zgodnie z prośbą zgłoszoną telefonicznie przesyłamy wykaz niezapłaconych rat składek. Wpłaty z ostatnich dni mogły jeszcze nie zostać zapisane.',
    },
    'dati-f24': {
      name: 'Dane do formularza F24',
      says: 'Zgodnie z prośbą zgłoszoną telefonicznie przesyłamy dane, które należy wpisać w części INPS formularza F24, aby zapłacić składki od minimalnego dochodu.',
    },
  },
  help: ({ landline, mobile, website }) =>
    `W razie pytań prosimy dzwonić do Contact Center: ${landline} z telefonu stacjonarnego we Włoszech, bezpłatnie, lub ${mobile} z telefonu komórkowego, według taryfy operatora, albo odwiedzić stronę ${website}. Prosimy mieć pod ręką numer tego pisma.`,
  italianCounts: 'Ta nota ma charakter wyłącznie pomocniczy: wiążący jest tekst włoski.',
};
