import type { LetterTexts } from './letter-texts.ts';

export const es: LetterTexts = {
  direction: 'ltr',
  title: 'De qué trata esta carta',
  kinds: {
    'certificazione-unica': {
      name: 'Certificado de ingresos (Certificazione Unica)',
      says: 'Tal como solicitó por teléfono, le enviamos el certificado de los ingresos que le hemos pagado en el año indicado. Lo necesita para la declaración de la renta. Si no ha tenido otros ingresos, por lo general no está obligado a presentarla.',
    },
    'estratto-contributivo': {
      name: 'Informe de cotizaciones',
      says: 'Tal como solicitó por teléfono, le enviamos la lista de las cotizaciones registradas a su nombre. Compruebe que figuran todos los períodos en los que ha trabajado.',
    },
    'estratto-pagamenti': {
      name: 'Informe de pagos',
      says: 'Tal como solicitó por teléfono, le enviamos la lista de los pagos que el INPS ha realizado a su favor en el período indicado.',
    },
    'rata-pensione': {
      name: 'Detalle de la mensualidad de su pensión',
      says: 'Tal como solicitó por teléfono, le enviamos el detalle de la mensualidad de su pensión: el importe bruto, las retenciones y el importe neto que se le ha abonado.',
    },
    'avviso-pagopa': {
      name: 'Aviso de pago pagoPA de las cotizaciones del trabajo doméstico',
      says: 'Tal como solicitó por teléfono, le enviamos el aviso para pagar las cotizaciones de la persona que trabaja en su casa. Está en la página siguiente. Si ya ha pagado, no tenga en cuenta esta carta.',
    },
    'situazione-debitoria': {
      name: 'Situación de su deuda',
      says: 'Tal como solicitó por teléfono, le enviamos la lista de los plazos de cotización que no constan como pagados. Un pago hecho en los últimos días puede no estar registrado todavía.',
    },
    'dati-f24': {
      name: 'Datos para el formulario F24',
      says: 'Tal como solicitó por teléfono, le enviamos los datos que debe escribir en la sección INPS del formulario F24 para pagar las cotizaciones sobre el ingreso mínimo.',
    },
  },
  help: ({ landline, mobile, website }) =>
    `Si tiene preguntas, llame al Contact Center: ${landline} desde un teléfono fijo en Italia, gratuito, o ${mobile} desde un móvil, según la tarifa de su operador; o consulte el sitio ${website}. Tenga a mano la referencia de esta carta.`,
  italianCounts: 'Esta nota es solo una ayuda: el texto italiano es el que tiene validez.',
};
