import { occasionaliPrestatore } from '../../operations/occasionali.prestatore.ts';
import { dayInItaly } from '../day-in-italy.ts';
import { latest, nextPayday, occasionalWork, paydayOf } from '../occasional-work.ts';
import { handler } from './handler.ts';
import { onePerson } from './one-person.ts';

export const occasionaliPrestatoreHandler = handler(occasionaliPrestatore, ({ persona }, asked) => {
  const today = dayInItaly(asked.now);
  const services = occasionalWork(onePerson(asked, persona).index, 'prestatore', today);
  if (services === undefined) return { outcome: 'absent', value: {} };
  const pagamento = nextPayday(today);
  const done = services.filter(({ esito }) => esito === 'svolta' || esito === 'pagata');
  const cents = (of: typeof done) => of.reduce((sum, { importo }) => sum + importo, 0);
  return {
    outcome: 'found',
    value: {
      dovuto: cents(done.filter(({ giorno }) => paydayOf(giorno) === pagamento)),
      pagamento,
      annuo: cents(done.filter(({ giorno }) => giorno.startsWith(today.slice(0, 4)))),
      prestazioni: latest(services),
    },
  };
});
