import { assenzeComunica } from '../backoffice/operations/assenze.comunica.ts';
import { employeeNumber, isEmployee, judgeAbsence } from '../backoffice/reference/absences/rules.ts';
import { type Handler, handler } from '../backoffice/reference/handlers/handler.ts';
import { keyedText } from '../backoffice/reference/keyed-text.ts';
import { referenceOf } from '../store/reference.ts';

interface Reported {
  readonly riferimento: string;
  readonly dal: string;
  readonly al: string;
  readonly giorni: number;
}

/** Absences of staff as the reference back office takes them, in memory and for one call. */
export class SimulatedAbsences {
  readonly #reported = new Map<string, Reported>();

  readonly handlers: readonly Handler[] = [
    handler(assenzeComunica, (args, { now }) => {
      const number = employeeNumber(keyedText(args.matricola));
      if (!isEmployee(number)) return { outcome: 'not-found', value: {} };
      const judged = judgeAbsence(args.dal, args.giorni, now);
      if ('refused' in judged) return { outcome: 'refused', value: { perche: judged.refused } };
      const key = `${number} ${judged.period.dal}`;
      const before = this.#reported.get(key);
      if (before !== undefined) return { outcome: 'already', value: before };
      const reported = { ...judged.period, riferimento: referenceOf(BigInt(this.#reported.size)) };
      this.#reported.set(key, reported);
      return { outcome: 'accepted', value: reported };
    }),
  ];
}
