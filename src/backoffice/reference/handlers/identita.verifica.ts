import { identitaVerifica, type tipiFatto } from '../../operations/identita.verifica.ts';
import { applicationWith } from '../applications.ts';
import type { SyntheticCitizen } from '../citizens.ts';
import { syntheticRelations } from '../domestic-relations.ts';
import { paymentsOf } from '../payments.ts';
import { selfEmployed } from '../self-employed.ts';
import { handler } from './handler.ts';
import { onePerson } from './one-person.ts';

/** Whether a person would know this. */
const isRight: Readonly<
  Record<(typeof tipiFatto)[number], (citizen: SyntheticCitizen, value: string, now: Date) => boolean>
> = {
  domus: (citizen, value) => /^\d{13}$/.test(value) && applicationWith(value, [citizen]) !== undefined,
  protocollo: (citizen, value) => {
    const digits = value.replace(/\D/g, '');
    return digits.length !== 13 && applicationWith(digits, [citizen]) !== undefined;
  },
  importo: (citizen, value, now) => {
    const cents = centsOf(value);
    return paymentsOf(citizen.index, citizen.birthDate, now).some(
      ({ accredito, importo }) => accredito === 'pagato' && importo === cents,
    );
  },
  'rapporto-domestico': (citizen, value) =>
    syntheticRelations(citizen.index).some(({ code }) => code === value.replace(/\D/g, '')),
  azienda: (citizen, value) => selfEmployed(citizen.index)?.azienda === value.replace(/\D/g, ''),
};

/** A fact that a caller told an operator. What is wrong counts against the person it is about, whoever asks. */
export const identitaVerificaHandler = handler(
  identitaVerifica,
  ({ persona, tipo, valore }, asked) => ({
    outcome: isRight[tipo](onePerson(asked, persona), valore.reveal().trim(), asked.now)
      ? 'found'
      : 'not-found',
    value: {},
  }),
  ({ persona }, asked) => [`identita:${onePerson(asked, persona).index}`],
);

/** `1.234,56`, `1234,56` or `1234`: an amount in cents; undefined for what is no amount. */
function centsOf(text: string): number | undefined {
  const [, euro = '', cents = '0'] =
    /^(?:€\s*)?((?:\d{1,3}(?:\.\d{3})+|\d+))(?:,(\d{1,2}))?$/.exec(text) ?? [];
  return euro === '' ? undefined : Number(euro.replaceAll('.', '')) * 100 + Number(cents.padEnd(2, '0'));
}
