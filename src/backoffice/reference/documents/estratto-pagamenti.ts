import { paymentsSince } from '../payments.ts';
import type { DocumentOf } from './document.ts';

/** The payments of a year, or of the last twelve months; what is only ordered has not been paid. */
export const estrattoPagamenti: DocumentOf<'estratto-pagamenti'> = ({
  citizen,
  holder,
  year,
  now,
  today,
}) => {
  const thisYear = Number(today.slice(0, 4));
  if (year !== undefined && year > thisYear) return undefined;
  const dal = year === undefined ? `${thisYear - 1}${today.slice(4)}` : `${year}-01-01`;
  const al = year === undefined || year === thisYear ? today : `${year}-12-31`;
  const months = (thisYear - Number(dal.slice(0, 4)) + 1) * 12;
  const pagamenti = paymentsSince(citizen.index, citizen.birthDate, now, months)
    .filter(({ data }) => dal <= data && data <= al)
    .map((payment) => ({ ...payment, anno: Number(payment.data.slice(0, 4)) }));
  return { tipo: 'estratto-pagamenti', intestatario: holder, dal, al, pagamenti };
};
