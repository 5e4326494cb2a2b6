import { assenzeVerifica } from '../../operations/assenze.verifica.ts';
import { isEmployee, judgeAbsence } from '../absences/rules.ts';
import { keyedText } from '../keyed-text.ts';
import { handler } from './handler.ts';

export const assenzeVerificaHandler = handler(assenzeVerifica, (args, { now }) => {
  if (!isEmployee(keyedText(args.matricola))) return { outcome: 'not-found', value: {} };
  const judged = judgeAbsence(keyedText(args.giorno), Number(keyedText(args.giorni)), now);
  return 'refused' in judged
    ? { outcome: 'refused', value: { perche: judged.refused } }
    : { outcome: 'found', value: judged.period };
});
