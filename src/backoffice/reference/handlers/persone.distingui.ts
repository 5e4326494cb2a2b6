import { lettersOnKey } from '../../../codice-fiscale/keypad.ts';
import { personeDistingui } from '../../operations/persone.distingui.ts';
import { keyedText } from '../keyed-text.ts';
import { birthMonth, settled } from '../search.ts';
import { handler } from './handler.ts';

export const personeDistinguiHandler = handler(personeDistingui, (args, { citizens, references }) => {
  const search = references.read(args.ricerca);
  // A person already settled stays settled: a repeated question does no harm.
  if (search.type === 'persona') return { outcome: 'found', value: { persona: args.ricerca } };
  const month = args.mese === undefined ? undefined : Number(keyedText(args.mese));
  const initial = args.iniziale === undefined ? undefined : keyedText(args.iniziale).toUpperCase();
  const letters = initial === undefined ? undefined : (lettersOnKey[initial] ?? initial);
  const left = citizens(args.ricerca).filter(
    (citizen) =>
      (month === undefined || birthMonth(citizen) === month) &&
      (letters === undefined || letters.includes(citizen.initial)),
  );
  if (left.length === 0) return { outcome: 'not-found', value: {} };
  const asked = search.type === 'ricerca' ? search.asked : [];
  const now = [
    ...(month === undefined ? [] : (['mese'] as const)),
    ...(letters === undefined ? [] : (['iniziale'] as const)),
  ];
  return settled(left, [...asked, ...now], references);
});
