import type { Documento } from '../../operations/documenti.disponibile.ts';
import type { SyntheticCitizen } from '../citizens.ts';
import { syntheticRelations } from '../domestic-relations.ts';
import { selfEmployed } from '../self-employed.ts';

/**
 * Those born before 1964 draw a pension (see practices.ts); artisans and traders pay by F24, and some of them owe
 * (self-employed.ts); an employer has notices of the own workers only. The last of every twenty has no documents at all.
 * @param rapporto code of a domestic work relation
 */
export function hasDocument(
  { index, birthDate }: SyntheticCitizen,
  tipo: Documento,
  rapporto?: string,
): boolean {
  if (index % 20 === 19) return false;
  switch (tipo) {
    case 'rata-pensione':
      return birthDate < '1964';
    case 'situazione-debitoria':
      return selfEmployed(index)?.debito !== undefined;
    case 'dati-f24':
      return selfEmployed(index) !== undefined;
    case 'avviso-pagopa':
      return syntheticRelations(index).some(({ code }) => code === rapporto);
    default:
      return true;
  }
}
