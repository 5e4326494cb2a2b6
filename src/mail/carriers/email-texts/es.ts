import type { EmailTexts } from './texts.ts';

export const es: EmailTexts = {
  greeting: 'Estimado usuario, estimada usuaria:',
  reference: 'Número de la solicitud: {riferimento}.',
  noReply:
    'Este mensaje se ha enviado de forma automática. No lo conteste, porque nadie leería su respuesta. Para más información, llame al Contact Center.',
  notAsked:
    'Si usted no ha pedido este documento, llame al Contact Center e indique el número de la solicitud.',
  signature: 'INPS',
  documents: {
    'certificazione-unica': {
      subject: 'INPS: el certificado de ingresos que ha pedido (Certificazione Unica)',
      body: 'Le enviamos adjunto el certificado de ingresos (Certificazione Unica) que ha pedido por teléfono.',
    },
    'estratto-contributivo': {
      subject: 'INPS: el extracto de cotizaciones que ha pedido',
      body: 'Le enviamos adjunto el extracto de sus cotizaciones que ha pedido por teléfono.',
    },
    'estratto-pagamenti': {
      subject: 'INPS: el extracto de pagos que ha pedido',
      body: 'Le enviamos adjunto el extracto de pagos que ha pedido por teléfono.',
    },
    'rata-pensione': {
      subject: 'INPS: el detalle de la mensualidad de pensión que ha pedido',
      body: 'Le enviamos adjunto el detalle de la mensualidad de pensión que ha pedido por teléfono.',
    },
    'avviso-pagopa': {
      subject: 'INPS: el aviso de pago que ha pedido',
      body: 'Le enviamos adjunto el aviso pagoPA de las cotizaciones del trabajo doméstico que ha pedido por teléfono.',
    },
    'situazione-debitoria': {
      subject: 'INPS: la situación de cotizaciones que ha pedido',
      body: 'Le enviamos adjunto el detalle de las cotizaciones pendientes de pago que ha pedido por teléfono.',
    },
    'dati-f24': {
      subject: 'INPS: los datos para el modelo F24 que ha pedido',
      body: 'Le enviamos adjuntos los datos para rellenar el modelo F24 que ha pedido por teléfono.',
    },
  },
};
