import { NoContributionTableError } from '../../../domestic-work/hourly-contribution.ts';
import { dueWindow, type Quarter } from '../../../domestic-work/quarter.ts';
import { quarterContribution } from '../../../domestic-work/quarter-contribution.ts';
import { paymentDay, syntheticRelations } from '../domestic-relations.ts';
import { contributionNotice } from '../notices.ts';
import type { DocumentOf } from './document.ts';

/** The notice for a quarter that is not paid; none where no hours were worked, or no amounts are published. */
export const avvisoPagopa: DocumentOf<'avviso-pagopa'> = (asked) => {
  const { citizen, holder, year, quarter, today } = asked;
  const one = syntheticRelations(citizen.index).find(({ code }) => code === asked.relation);
  if (one === undefined || year === undefined || quarter === undefined) return undefined;
  const of: Quarter = { year, quarter };
  const paid = paymentDay(one, of);
  if (paid !== undefined && paid <= today) return undefined;
  try {
    const { total, hours, weeks } = quarterContribution(one.relation, of, one.fund);
    if (hours === 0) return undefined;
    return {
      tipo: 'avviso-pagopa',
      intestatario: holder,
      numero: contributionNotice(one.code, of),
      importo: total,
      scadenza: dueWindow(of, one.relation.ended).to,
      rapporto: one.code,
      anno: year,
      trimestre: quarter,
      ore: hours,
      settimane: weeks,
    };
  } catch (error) {
    if (error instanceof NoContributionTableError) return undefined;
    throw error;
  }
};
