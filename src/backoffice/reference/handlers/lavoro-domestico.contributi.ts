import type { ContractTerm } from '../../../domestic-work/hourly-contribution.ts';
import { paidWeeks, type Relation } from '../../../domestic-work/paid-hours.ts';
import type { Quarter } from '../../../domestic-work/quarter.ts';
import { type NothingToPay, type PaymentState, quarterToPay } from '../../../domestic-work/quarter-to-pay.ts';
import {
  lavoroDomesticoContributi,
  type MotivoSenzaContributi,
  type StatoContributi,
  type TipoContratto,
} from '../../operations/lavoro-domestico.contributi.ts';
import { syntheticContact } from '../contacts.ts';
import { dayInItaly } from '../day-in-italy.ts';
import { paymentDay, syntheticRelations } from '../domestic-relations.ts';
import { contributionNotice } from '../notices.ts';
import { handler } from './handler.ts';

const tipi: Readonly<Record<ContractTerm, TipoContratto>> = {
  permanent: 'indeterminato',
  'fixed-term': 'determinato',
  replacement: 'sostituzione',
};
const stati: Readonly<Record<PaymentState['state'], StatoContributi>> = {
  'to-pay': 'da-pagare',
  paid: 'gia-pagato',
  overdue: 'scaduto',
  'not-yet': 'non-ancora-aperto',
};
const motivi: Readonly<Record<NothingToPay, MotivoSenzaContributi>> = {
  ended: 'rapporto-cessato',
  'no-hours': 'nessuna-ora',
  'no-table': 'importi-non-pubblicati',
};

/** One code is of one relation, so that several people with the same keys are told apart by it. */
export const lavoroDomesticoContributiHandler = handler(
  lavoroDomesticoContributi,
  ({ persona, rapporto }, asked) => {
    const code = rapporto.reveal();
    const [match] = asked
      .citizens(persona)
      .flatMap((citizen) => syntheticRelations(citizen.index).map((one) => ({ citizen, one })))
      .filter(({ one }) => one.code === code);
    if (match === undefined) return { outcome: 'not-found', value: {} };
    const { citizen, one } = match;
    const account = {
      relation: one.relation,
      fund: one.fund,
      paidOn: (quarter: Quarter) => paymentDay(one, quarter),
    };
    const told = quarterToPay(account, dayInItaly(asked.now));
    if (typeof told === 'string') return { outcome: 'absent', value: { motivo: motivi[told] } };
    const { quarter, due, contribution, payment } = told;
    return {
      outcome: 'found',
      value: {
        persona: asked.references.write({ type: 'persona', citizen: citizen.index }),
        contratto: tipi[contractOf(one.relation, quarter)],
        stato: stati[payment.state],
        anno: quarter.year,
        trimestre: quarter.quarter,
        importo: contribution.total,
        ore: contribution.hours,
        settimane: contribution.weeks,
        apertura: due.from,
        scadenza: due.to,
        pagato: payment.state === 'paid' ? payment.paidOn : null,
        avviso: contributionNotice(code, quarter),
        email: syntheticContact(citizen.index).email,
      },
    };
  },
);

/** The contract in the last paid week: one that was for a time may have become one for good. */
function contractOf(relation: Relation, quarter: Quarter): ContractTerm {
  return (paidWeeks(relation, quarter).at(-1)?.agreement ?? relation.agreements[0]).contract;
}
