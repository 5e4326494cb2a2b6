import type { Address } from '../../document-content/address.ts';
import { LetterError } from './letter-error.ts';

/** Countries whose addresses have the post code after the town. */
const codeLast: ReadonlySet<string> = new Set([
  'australia',
  'canada',
  'irlanda',
  'nuova zelanda',
  'regno unito',
  "stati uniti d'america",
]);

/**
 * The lines of an address under the name, as Italian post wants them: town in capitals, country in Italian and in
 * capitals on the last line (Universal Postal Union, S42; Poste Italiane).
 * @throws LetterError naming the parts without which nothing arrives
 */
export function addressLines(address: Address): readonly string[] {
  const tidy = (part: string) => part.trim().replace(/\s+/g, ' ');
  const via = tidy(address.via);
  const cap = tidy(address.cap);
  const provincia = tidy(address.provincia).toUpperCase();
  const town = tidy(address.localita).toLocaleUpperCase('it');
  const stato = tidy(address.stato);
  const missing = [
    ...(via === '' ? ['via'] : []),
    ...(town === '' ? ['localita'] : []),
    ...(stato === '' && !/^\d{5}$/.test(cap) ? ['cap'] : []),
    ...(stato === '' && !/^[A-Z]{2}$/.test(provincia) ? ['provincia'] : []),
  ];
  if (missing.length > 0) throw new LetterError('incomplete-address', missing.join(', '));
  const place =
    stato !== '' && codeLast.has(stato.toLowerCase().replace('’', "'"))
      ? [town, provincia, cap]
      : [cap, town, provincia];
  return [
    tidy(address.presso),
    via,
    place.filter((part) => part !== '').join(' '),
    stato.toLocaleUpperCase('it'),
  ].filter((line) => line !== '');
}
