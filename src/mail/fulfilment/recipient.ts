import type { Address } from '../../document-content/address.ts';
import { Refusal } from './faults.ts';

/**
 * The address block below the name, as Poste Italiane has it: c/o; street and number; post code, TOWN and province; for
 * abroad the country in capitals.
 * @throws Refusal for an address to which nothing can be sent
 */
export function addressLines({ presso, via, cap, localita, provincia, stato }: Address): readonly string[] {
  const abroad = stato.trim() !== '';
  const whole = [via, localita].every((part) => /\p{L}/u.test(part)) && (abroad || /^\d{5}$/.test(cap));
  if (!whole) throw new Refusal('address-incomplete', 'ADDRESS_MISSING');
  const town = [cap, localita.toLocaleUpperCase('it'), provincia].filter((part) => part.trim() !== '');
  return [presso, via, town.join(' '), stato.toLocaleUpperCase('it')].filter((line) => line.trim() !== '');
}
