import type { EmailTexts } from './texts.ts';

export const es: EmailTexts = {
  greeting: 'Estimado usuario, estimada usuaria:',
  reference: 'Número de la petición: {riferimento}.',
  noReply:
    'Este mensaje se ha enviado de forma automática. No lo conteste, porque nadie leería su respuesta. Para más información, llame al centro de atención.',
  notAsked:
    'Si usted no ha pedido este documento, llame al centro de atención e indique el número de la petición.',
  signature: 'INPS',
  documents: {
    'certificazione-unica': {
      subject: 'INPS: la Certificazione Unica que ha pedido',
      body: 'Le enviamos adjunta la Certificazione Unica (certificado de ingresos) que ha pedido por teléfono.',
    },
    'estratto-contributivo': {
      subject: 'INPS: el informe de cotizaciones que ha pedido',
      body: 'Le enviamos adjunto el informe de sus cotizaciones que ha pedido por teléfono.',
    },
    'estratto-pagamenti': {
      subject: 'INPS: el extracto de pagos que ha pedido',
      body: 'Le enviamos adjunto el extracto de pagos que ha pedido por teléfono.',
    },
    'rata-pensione': {
      subject: 'INPS: el detalle de la mensualidad de la pensión que ha pedido',
      body: 'Le enviamos adjunto el detalle de la mensualidad de la pensión que ha pedido por teléfono.',
    },
    'avviso-pagopa': {
      subject: 'INPS: el aviso de pago que ha pedido',
      body: 'Le enviamos adjunto el aviso pagoPA de las cotizaciones de los empleados de hogar que ha pedido por teléfono.',
    },
    'situazione-debitoria': {
      subject: 'INPS: la situación de cotizaciones que ha pedido',
      body: 'Le enviamos adjunto el detalle de las cotizaciones que debe, que ha pedido por teléfono.',
    },
    'dati-f24': {
      subject: 'INPS: los datos para el modelo F24 que ha pedido',
      body: 'Le enviamos adjuntos los datos para rellenar el modelo F24 que ha pedido por teléfono.',
    },
  },
};
