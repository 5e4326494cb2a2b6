import type { LetterTexts } from './letter-texts.ts';

export const fr: LetterTexts = {
  direction: 'ltr',
  title: 'Ce que contient cette lettre',
  kinds: {
    'certificazione-unica': {
      name: 'Attestation de revenus (Certificazione Unica)',
      says: 'Comme vous l’avez demandé par téléphone, nous vous envoyons l’attestation des revenus que nous vous avons versés pendant l’année indiquée. Elle vous sert pour la déclaration de revenus. Si vous n’avez pas eu d’autres revenus, vous n’avez en règle générale pas de déclaration à faire.',
    },
    'estratto-contributivo': {
      name: 'Relevé de cotisations',
      says: 'Comme vous l’avez demandé par téléphone, nous vous envoyons la liste des cotisations enregistrées à votre nom. Vérifiez que toutes les périodes pendant lesquelles vous avez travaillé y figurent.',
    },
    'estratto-pagamenti': {
      name: 'Relevé des paiements',
      says: 'Comme vous l’avez demandé par téléphone, nous vous envoyons la liste des paiements que l’INPS a effectués en votre faveur pendant la période indiquée.',
    },
    'rata-pensione': {
      name: 'Détail de votre mensualité de pension',
      says: 'Comme vous l’avez demandé par téléphone, nous vous envoyons le détail de votre mensualité de pension\u00a0: le montant brut, les retenues et le montant net qui vous a été versé.',
    },
    'avviso-pagopa': {
      name: 'Avis de paiement pagoPA pour les cotisations d’emploi à domicile',
      says: 'Comme vous l’avez demandé par téléphone, nous vous envoyons l’avis pour payer les cotisations de la personne que vous employez à domicile. Il se trouve à la page suivante. Si vous avez déjà payé, ne tenez pas compte de cette lettre.',
    },
    'situazione-debitoria': {
      name: 'État de vos dettes de cotisations',
      says: 'Comme vous l’avez demandé par téléphone, nous vous envoyons la liste des échéances de cotisations qui n’ont pas été payées. Un paiement fait ces derniers jours n’est peut-être pas encore enregistré.',
    },
    'dati-f24': {
      name: 'Données pour le formulaire F24',
      says: 'Comme vous l’avez demandé par téléphone, nous vous envoyons les données à écrire dans la section INPS du formulaire F24 pour payer les cotisations sur le revenu minimal.',
    },
  },
  help: ({ landline, mobile, website }) =>
    `Pour toute question, appelez le Contact Center au ${landline} depuis un téléphone fixe en Italie, appel gratuit, ou au ${mobile} depuis un mobile, au tarif de votre opérateur, ou consultez le site ${website}. Gardez la référence de cette lettre à portée de main.`,
  italianCounts: 'Cette note est une aide à la lecture\u00a0: seul le texte italien fait foi.',
};
