import type { Content } from '../../../document-content/content.ts';
import type { Intestatario } from '../../../document-content/holder.ts';
import type { SyntheticCitizen } from '../citizens.ts';

/** What is asked for. */
export interface DocumentAsked {
  readonly citizen: SyntheticCitizen;
  readonly holder: Intestatario;
  readonly year: number | undefined;
  readonly month: number | undefined;
  readonly quarter: number | undefined;
  /** Code of a domestic work relation. */
  readonly relation: string | undefined;
  readonly now: Date;
  /** `YYYY-MM-DD`, in Italy. */
  readonly today: string;
}

/** What a document of one kind says; undefined where there is none like it. */
export type DocumentOf<Kind extends Content['tipo']> = (
  asked: DocumentAsked,
) => Extract<Content, { tipo: Kind }> | undefined;
