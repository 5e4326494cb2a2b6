import type { Intestatario } from '../../../document-content/holder.ts';
import type { Composer } from '../composer.ts';
import { isPrintable } from '../fonts.ts';
import { longDate } from '../format.ts';

/** Whose document it is. A name in a script that the fonts do not have is left out: the Latin one stands for it. */
export function setHolder(
  composer: Composer,
  { nome, nomeOriginale, codiceFiscale, nascita }: Intestatario,
): void {
  composer.pairs([
    ['Intestatario', nome],
    ['Nome originale', nomeOriginale !== null && isPrintable(nomeOriginale) ? nomeOriginale : ''],
    ['Codice fiscale', codiceFiscale],
    ['Data di nascita', longDate(nascita)],
  ]);
}
