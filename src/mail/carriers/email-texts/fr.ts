import type { EmailTexts } from './texts.ts';

export const fr: EmailTexts = {
  greeting: 'Madame, Monsieur,',
  reference: 'Numéro de votre demande : {riferimento}.',
  noReply:
    "Ce message a été envoyé automatiquement. Merci de ne pas y répondre : personne ne lirait votre réponse. Pour tout renseignement, appelez le centre de contact de l'INPS.",
  notAsked:
    "Si vous n'avez pas demandé ce document, appelez le centre de contact et indiquez le numéro de la demande.",
  signature: "L'INPS",
  documents: {
    'certificazione-unica': {
      subject: 'INPS : la Certificazione Unica que vous avez demandée',
      body: 'vous trouverez en pièce jointe la Certificazione Unica (attestation de revenus) que vous avez demandée par téléphone.',
    },
    'estratto-contributivo': {
      subject: 'INPS : le relevé de cotisations que vous avez demandé',
      body: 'vous trouverez en pièce jointe le relevé de vos cotisations que vous avez demandé par téléphone.',
    },
    'estratto-pagamenti': {
      subject: 'INPS : le relevé des paiements que vous avez demandé',
      body: 'vous trouverez en pièce jointe le relevé des paiements que vous avez demandé par téléphone.',
    },
    'rata-pensione': {
      subject: 'INPS : le détail de la mensualité de pension que vous avez demandé',
      body: 'vous trouverez en pièce jointe le détail de la mensualité de pension que vous avez demandé par téléphone.',
    },
    'avviso-pagopa': {
      subject: "INPS : l'avis de paiement que vous avez demandé",
      body: "vous trouverez en pièce jointe l'avis pagoPA pour les cotisations du travail domestique que vous avez demandé par téléphone.",
    },
    'situazione-debitoria': {
      subject: 'INPS : la situation de cotisations que vous avez demandée',
      body: 'vous trouverez en pièce jointe le relevé des cotisations dues que vous avez demandé par téléphone.',
    },
    'dati-f24': {
      subject: 'INPS : les données pour le formulaire F24 que vous avez demandées',
      body: 'vous trouverez en pièce jointe les données pour remplir le formulaire F24 que vous avez demandées par téléphone.',
    },
  },
};
