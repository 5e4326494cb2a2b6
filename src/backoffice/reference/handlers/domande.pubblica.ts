import { domandePubblica } from '../../operations/domande.pubblica.ts';
import { officeTown } from '../offices.ts';
import { publicPracticesOf } from '../public-practices.ts';
import { spells } from '../spelled-name.ts';
import { handler } from './handler.ts';

/**
 * The number finds the practice, the practice its holder, and only then names and birth date are compared. One and the
 * same answer for every mismatch: nobody can try out whose practice it is.
 */
export const domandePubblicaHandler = handler(
  domandePubblica,
  ({ pratica, nome, cognome, nascita }, { citizen }) => {
    const matching = publicPracticesOf(pratica.reveal(), citizen).filter(
      ({ citizen: holder }) =>
        holder.birthDate === nascita.reveal() &&
        spells(cognome.reveal(), holder.surname) &&
        spells(nome.reveal(), holder.name),
    );
    const [match, ...others] = matching;
    if (match === undefined || others.length > 0) return { outcome: 'not-found', value: {} };
    const { prestazione, stato, presentata, aggiornata, ufficio } = match.practice;
    return {
      outcome: 'found',
      value: { prestazione, stato, presentata, aggiornata, sede: officeTown(ufficio) },
    };
  },
  // The practice too, whether there is one or not: else a caller who withholds the number could guess on and on.
  ({ chiamante, pratica }) => [
    `pratica:${pratica.reveal()}`,
    ...(chiamante === null ? [] : [`chiamante:${chiamante.reveal().replace(/[^\d+]/g, '')}`]),
  ],
);
