import { pagamentiElenco } from '../../operations/pagamenti.elenco.ts';
import { pagamentiProssimo } from '../../operations/pagamenti.prossimo.ts';
import { nextPaymentOf, paymentsOf } from '../payments.ts';
import { handler } from './handler.ts';
import { onePerson } from './one-person.ts';

export const pagamentiElencoHandler = handler(pagamentiElenco, ({ persona }, asked) => {
  const { index, birthDate } = onePerson(asked, persona);
  const pagamenti = [...paymentsOf(index, birthDate, asked.now)];
  if (pagamenti.length === 0) return { outcome: 'absent', value: {} };
  return { outcome: 'found', value: { pagamenti, quanti: pagamenti.length } };
});

export const pagamentiProssimoHandler = handler(pagamentiProssimo, ({ persona }, asked) => {
  const { index, birthDate } = onePerson(asked, persona);
  const value = nextPaymentOf(index, birthDate, asked.now);
  return value === undefined ? { outcome: 'absent', value: {} } : { outcome: 'found', value };
});
