import { z } from 'zod';
import { FindingsError } from '../source/finding.ts';
import { issueFindings } from '../source/issues.ts';
import type { Source } from '../source/source.ts';
import type { Asked } from './turn/request.ts';

const level = z.string().regex(/^[a-z0-9-]+$/, 'a level has small letters, digits and hyphens');
const needs = z.record(z.string(), level);

/** flows/identity.yaml: what is known of who calls, how a call comes to know it, and what each request needs. */
export const identitySchema = z.strictObject({
  levels: z
    .array(level)
    .min(2)
    .describe('I livelli, dal più basso (non si sa nulla di chi chiama) al più alto'),
  granted: z
    .array(
      z.union([
        z.strictObject({
          level,
          flow: z.string().describe('Il blocco che identifica'),
          return: z.string().describe('Il ritorno che dà il livello; il suo valore è la persona'),
        }),
        z.strictObject({
          level,
          'look-up': z.string().describe("L'operazione degli archivi che identifica"),
          outcome: z.string().describe("L'esito che dà il livello"),
        }),
      ]),
    )
    .describe('Che cosa dà ogni livello'),
  needs: z
    .strictObject({
      'look-ups': needs.describe('Il livello che serve per ogni operazione degli archivi'),
      documents: needs.describe('Il livello che serve per ogni documento da inviare'),
      bookings: needs.describe(
        'Il livello che serve per ogni servizio di prenotazione; servizio.verbo, dove un verbo ne chiede un altro',
      ),
    })
    .describe('Il livello che serve almeno. Quello che non è scritto qui chiede il livello più alto'),
});
type Rows = z.infer<typeof identitySchema>;

/** What the level table says about a request. */
export interface Need {
  /** The request in the words of a message: `domande.elenco`, `document rata-pensione`. */
  readonly what: string;
  readonly level: string;
  /** False where the table does not name it: then it needs the highest level. */
  readonly named: boolean;
}

/** A request, as far as its level is concerned. */
export type Request = Pick<Asked, 'type' | 'operation'> & { readonly service?: string | undefined };

/** Who may ask for what: the interpreter refuses by it, a check proves by it that it never has to. */
export interface Identity {
  /** From the lowest to the highest; in the first one nothing is known of the caller. */
  readonly levels: readonly string[];
  /** Undefined for requests that tell nothing about anybody: a questionnaire, a queue, an SMS. */
  need(request: Request): Need | undefined;
  /** The level that a block of this name gives by this return; the value it returns is the person. */
  byReturn(flow: string, name: string): string | undefined;
  byLookUp(operation: string, outcome: string): string | undefined;
  /** What gives a level or a higher one, in words. */
  waysTo(level: string): readonly string[];
}

/** The identity of flows/identity.yaml. */
export class IdentityTable implements Identity {
  readonly levels: readonly string[];
  readonly rows: Rows;

  constructor(rows: Rows) {
    this.rows = rows;
    this.levels = rows.levels;
  }

  need({ type, operation, service }: Request): Need | undefined {
    const { 'look-ups': lookUps, documents, bookings } = this.rows.needs;
    if (type === 'look-up') return this.#need(operation, lookUps[operation]);
    if (service === 'document') return this.#need(`document ${operation}`, documents[operation]);
    if (service !== 'booking') return undefined;
    return this.#need(`booking ${operation}`, bookings[operation] ?? bookings[operation.split('.')[0] ?? '']);
  }

  byReturn(flow: string, name: string): string | undefined {
    return this.rows.granted.find((one) => 'flow' in one && one.flow === flow && one.return === name)?.level;
  }

  byLookUp(operation: string, outcome: string): string | undefined {
    return this.rows.granted.find(
      (one) => 'look-up' in one && one['look-up'] === operation && one.outcome === outcome,
    )?.level;
  }

  waysTo(wanted: string): readonly string[] {
    return this.rows.granted
      .filter((one) => isAtLeast(this, one.level, wanted))
      .map((one) =>
        'flow' in one ? `go: ${one.flow} (${one.return})` : `look-up: ${one['look-up']} (${one.outcome})`,
      );
  }

  #need(what: string, given: string | undefined): Need {
    return { what, level: given ?? highest(this.levels), named: given !== undefined };
  }
}

/** Whether a level is as high as another one. A level that is none is the lowest as one's own, never high enough. */
export function isAtLeast({ levels }: Pick<Identity, 'levels'>, has: string, wanted: string): boolean {
  const needed = levels.indexOf(wanted);
  return needed !== -1 && Math.max(0, levels.indexOf(has)) >= needed;
}

/** The level in which nothing is known of the caller. */
export function lowest(levels: readonly string[]): string {
  return levels[0] ?? '';
}

function highest(levels: readonly string[]): string {
  return levels.at(-1) ?? '';
}

/** What holds where there is no flows/identity.yaml: nobody is ever known, and nothing is told about anybody. */
export const closedIdentity = new IdentityTable({
  levels: ['none', 'never'],
  granted: [],
  needs: { 'look-ups': {}, documents: {}, bookings: {} },
});

/** Lets flows be checked for the rest where flows/identity.yaml cannot be read; nothing runs on it. */
export const unknownIdentity: Identity = {
  levels: ['none'],
  need: () => undefined,
  byReturn: () => undefined,
  byLookUp: () => undefined,
  waysTo: () => [],
};

/** Reads flows/identity.yaml. @throws FindingsError with file, line and column of everything that is wrong */
export function readIdentity(source: Source): IdentityTable {
  if (source.problems.length > 0) throw new FindingsError(source.problems);
  const read = identitySchema.safeParse(source.data);
  if (!read.success) throw new FindingsError(issueFindings(source, [], read.error, identitySchema));
  const { levels, granted, needs: needed } = read.data;
  const places = [
    ...granted.map((one, index) => ({ level: one.level, path: ['granted', String(index), 'level'] })),
    ...Object.entries(needed).flatMap(([kind, rows]) =>
      Object.entries(rows).map(([name, one]) => ({ level: one, path: ['needs', kind, name] })),
    ),
  ];
  const findings = places
    .filter((one) => !levels.includes(one.level))
    .map((one) =>
      source.findingInValue(one.path, {
        code: 'identity',
        message: `there is no level "${one.level}"`,
        mend: `The levels are: ${levels.join(', ')}`,
      }),
    );
  const twice = levels.findIndex((one, index) => levels.indexOf(one) !== index);
  if (twice !== -1)
    findings.push(
      source.findingInValue(['levels', String(twice)], {
        code: 'identity',
        message: `the level "${levels[twice]}" stands in the list twice`,
        mend: 'Give each level one place',
      }),
    );
  if (findings.length > 0) throw new FindingsError(findings);
  return new IdentityTable(read.data);
}
