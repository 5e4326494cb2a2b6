import { occasionaliUtilizzatore } from '../../operations/occasionali.utilizzatore.ts';
import { dayInItaly } from '../day-in-italy.ts';
import { latest, occasionalWork, walletCents } from '../occasional-work.ts';
import { handler } from './handler.ts';
import { onePerson } from './one-person.ts';

export const occasionaliUtilizzatoreHandler = handler(occasionaliUtilizzatore, ({ persona }, asked) => {
  const { index } = onePerson(asked, persona);
  const services = occasionalWork(index, 'utilizzatore', dayInItaly(asked.now));
  if (services === undefined) return { outcome: 'absent', value: {} };
  const unpaid = services.filter(({ esito }) => esito === 'comunicata' || esito === 'svolta');
  return {
    outcome: 'found',
    value: {
      saldo: walletCents(index),
      impegnato: unpaid.reduce((sum, { importo }) => sum + importo, 0),
      prestazioni: latest(services),
    },
  };
});
