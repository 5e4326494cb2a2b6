/** domande.*: the applications of a person. */
import { z } from 'zod';
import { Sensitive } from '../../privacy/sensitive.ts';
import { arrayText, type Database } from '../../store/database.ts';
import type { ArgumentsOf, ResultOf } from '../operation.ts';
import { type Domanda, prestazioni, stati } from '../operations/domanda.ts';
import type { domandeElenco } from '../operations/domande.elenco.ts';
import type { domandeStato } from '../operations/domande.stato.ts';
import { officeTown } from './offices.ts';
import { protocolText } from './practices.ts';
import { type References, UnknownReference } from './references.ts';

const applicationRow = z.object({
  citizen: z.number(),
  position: z.number(),
  benefit: z.enum(prestazioni),
  state: z.enum(stati),
  submitted: z.string(),
  updated: z.string(),
  office: z.string(),
  domus: z.string(),
  number: z.string(),
});
type ApplicationRow = z.infer<typeof applicationRow>;

/** No answer holds more. */
const mostListed = 20;

export class Applications {
  readonly #database: Database;
  readonly #references: References;

  constructor(database: Database, references: References) {
    this.#database = database;
    this.#references = references;
  }

  async stato({
    persona,
    pratica,
  }: ArgumentsOf<typeof domandeStato>): Promise<ResultOf<typeof domandeStato>> {
    const whose = this.#references.read(persona);
    if (whose.type === 'domanda') throw new UnknownReference('not the reference of a person or a search');
    const citizens = whose.type === 'persona' ? [whose.citizen] : whose.citizens;
    const keyed = pratica.reveal();
    const rows = await this.#ofCitizens(citizens);
    const matching = rows.filter((row) => isPractice(row, keyed));
    const [row, ...others] = matching;
    // Two of them under one number (the same last seven digits) settle nothing: that is nobody's practice.
    if (row === undefined || others.length > 0) return { outcome: 'not-found', value: {} };
    return {
      outcome: 'found',
      value: {
        ...this.#domanda(row),
        persona: this.#references.write({ type: 'persona', citizen: row.citizen }),
      },
    };
  }

  async elenco({ persona }: ArgumentsOf<typeof domandeElenco>): Promise<ResultOf<typeof domandeElenco>> {
    const rows = await this.#ofCitizens([this.#references.readPerson(persona)]);
    if (rows.length === 0) return { outcome: 'absent', value: {} };
    const domande = rows.slice(0, mostListed).map((row) => this.#domanda(row));
    return { outcome: 'found', value: { domande, quante: rows.length } };
  }

  #ofCitizens(citizens: readonly number[]): Promise<ApplicationRow[]> {
    return this.#database.rows(
      applicationRow,
      `SELECT citizen, position, benefit, state, submitted, updated, office, domus, number
       FROM reference.application WHERE citizen = ANY($1::text::integer[])
       ORDER BY submitted DESC, position DESC`,
      [arrayText(citizens)],
    );
  }

  #domanda(row: ApplicationRow): Domanda {
    const { citizen, position } = row;
    return {
      prestazione: row.benefit,
      stato: row.state,
      presentata: row.submitted,
      aggiornata: row.updated,
      sede: officeTown(row.office),
      id: this.#references.write({ type: 'domanda', citizen, position }),
      domus: new Sensitive('pratica', row.domus),
      protocollo: new Sensitive('pratica', protocolOf(row)),
    };
  }
}

function protocolOf(row: ApplicationRow): string {
  return protocolText({ ufficio: row.office, presentata: row.submitted, numero: row.number });
}

/** DOMUS number, whole protocol (office, ddmmyyyy, number), or the protocol's last seven digits. */
function isPractice(row: ApplicationRow, keyed: string): boolean {
  return keyed === row.domus || keyed === row.number || keyed === protocolOf(row).replace(/\D/g, '');
}
