import { signature } from '../../../codice-fiscale/keypad.ts';
import { provinceCerca } from '../../operations/province.cerca.ts';
import { provinces } from '../provinces.ts';
import { handler } from './handler.ts';

/** Keys of each name without blanks and accents, and without its article where it has one. */
const spelled = [...provinces.values()].map(({ sigla, name }) => {
  const letters = (text: string) =>
    signature(
      text
        .normalize('NFD')
        .replace(/[^A-Za-z]/g, '')
        .toUpperCase(),
    );
  return { sigla, name, keys: [letters(name), letters(name.replace(/^(La |L')/, ''))] };
});

/** No answer holds more: a caller chooses with one key. */
const mostListed = 8;

export const provinceCercaHandler = handler(provinceCerca, ({ tasti }) => {
  const found = spelled.filter(({ keys }) => keys.some((name) => name.startsWith(tasti)));
  if (found.length === 0) return { outcome: 'not-found', value: {} };
  const province = found.slice(0, mostListed).map(({ sigla, name }) => ({ sigla, nome: name }));
  return { outcome: 'found', value: { province } };
});
