import type { LetterTexts } from './letter-texts.ts';

export const en: LetterTexts = {
  direction: 'ltr',
  title: 'What this letter is',
  kinds: {
    'certificazione-unica': {
      name: 'Income certificate (Certificazione Unica)',
      says: 'As you asked us on the phone, here is the certificate of the income that we paid you in the year shown. You need it for your tax return. If you had no other income, you usually do not have to file one.',
    },
    'estratto-contributivo': {
      name: 'Statement of contributions',
      says: 'As you asked us on the phone, here is the list of contributions recorded in your name. Please check that every period in which you worked is there.',
    },
    'estratto-pagamenti': {
      name: 'Statement of payments',
      says: 'As you asked us on the phone, here is the list of payments made to you by INPS in the period shown.',
    },
    'rata-pensione': {
      name: 'Details of your pension payment',
      says: 'As you asked us on the phone, here are the details of your pension payment: the gross amount, what was withheld, and the net amount credited to you.',
    },
    'avviso-pagopa': {
      name: 'pagoPA payment notice for domestic work contributions',
      says: 'As you asked us on the phone, here is the notice for paying the contributions of the domestic worker whom you employ. It is on the next page. If you have already paid, please disregard this letter.',
    },
    'situazione-debitoria': {
      name: 'Statement of what you owe',
      says: 'As you asked us on the phone, here is the list of contribution instalments that have not been paid. A payment made in the last few days may not have been recorded yet.',
    },
    'dati-f24': {
      name: 'Details for the F24 form',
      says: 'As you asked us on the phone, here is what to write in the INPS section of the F24 form to pay the contributions on the minimum income.',
    },
  },
  help: ({ landline, mobile, website }) =>
    `If you have questions, call the Contact Center: ${landline} from a landline in Italy, free of charge, or ${mobile} from a mobile, at your operator’s rate; or visit ${website}. Please have the reference of this letter at hand.`,
  italianCounts: 'This note is for your help only: the Italian text is the one that counts.',
};
