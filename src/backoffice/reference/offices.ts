/**
 * The offices of the reference: one of each province at least. Towns are real; codes, addresses, hours and desks are
 * invented, since no open list has them (domain.md section 6).
 */
import { giorni, type TipoSede } from '../operations/sede.ts';
import type { OpenRange } from './office-hours.ts';
import { type Province, provinces } from './provinces.ts';
import { RandomStream } from './random.ts';

export interface Office {
  /** Four digits. */
  readonly code: string;
  readonly type: TipoSede;
  /** Sigla of the province. */
  readonly province: string;
  /** The town, with the quarter where there are several, as it is spoken. */
  readonly name: string;
  readonly town: string;
  readonly street: string;
  readonly number: number;
  readonly cap: string;
  readonly hours: readonly OpenRange[];
  /** Day of the patron saint, `MM-DD`: closed. */
  readonly patron: string;
  /** First-level desks that can be booked at one time. */
  readonly desks: number;
  /** Nothing but the town is real. */
  readonly synthetic: true;
}

/** Provinces whose offices handle applications, in the order that numbers them: `0100`, `0200` ... */
const handling = (
  'AG AL AN AR AT AV BA BL BG BO BZ BS BR CA CE CT CZ CO CS CN FE FI FG GE LT LE LI ME MI MO NA PD PA PR PG PE ' +
  'PI PZ PO RA RC RN RM SA SS SI SR TA TO TN TV TS UD VA VE VR VI'
).split(' ');

export const officeCount = handling.length;

/** Code of the nth office that handles applications: `0100`, `0200` ... */
export function officeCode(index: number): string {
  return String((index + 1) * 100).padStart(4, '0');
}

const metropolitan: ReadonlySet<string> = new Set(['MI', 'NA', 'RM', 'TO']);

/** Further offices of a province: name and CAP. The town is the name's part before a comma. */
const agencies: Readonly<Record<string, readonly (readonly [name: string, cap: string])[]>> = {
  BG: [['Treviglio', '24047']],
  BO: [['Imola', '40026']],
  BS: [['Chiari', '25032']],
  CN: [['Alba', '12051']],
  FI: [['Empoli', '50053']],
  GE: [['Chiavari', '16043']],
  MI: [
    ['Milano, Lambrate', '20132'],
    ['Legnano', '20025'],
  ],
  NA: [
    ['Napoli, Vomero', '80128'],
    ['Pozzuoli', '80078'],
  ],
  PD: [['Cittadella', '35013']],
  RM: [
    ['Roma, Tuscolano', '00175'],
    ['Roma, Monteverde', '00152'],
    ['Civitavecchia', '00053'],
  ],
  SA: [['Battipaglia', '84091']],
  TO: [
    ['Torino, Lingotto', '10127'],
    ['Ivrea', '10015'],
  ],
  TV: [['Conegliano', '31015']],
  VE: [['San Donà di Piave', '30027']],
};

const streets = [
  'Via Roma',
  'Via Garibaldi',
  'Corso Italia',
  'Piazza della Repubblica',
  'Viale Europa',
  'Via Mazzini',
  'Via Cavour',
  'Via Giuseppe Verdi',
  'Viale della Stazione',
  'Via Dante Alighieri',
];
const seed = 7_101_933;

function synthetic(
  code: string,
  type: TipoSede,
  { sigla, patron }: Province,
  given: { name: string; town: string; cap: string },
): Office {
  const stream = new RandomStream(seed + Number(code));
  const large = type === 'filiale-metropolitana';
  const days = giorni.slice(0, 5);
  const afternoons = large ? days.slice(0, 4) : [stream.pick(days.slice(0, 4))];
  return {
    ...given,
    code,
    type,
    province: sigla,
    street: stream.pick(streets),
    number: 1 + stream.below(120),
    hours: [
      ...days.map((day) => ({ day, from: '08:30', to: '12:30' })),
      ...afternoons.map((day) => ({ day, from: '14:30', to: '16:30' })),
    ],
    patron,
    desks: large ? 6 : type === 'agenzia' ? 1 : 2 + stream.below(3),
    synthetic: true,
  };
}

function officesOf(province: Province, code: number): readonly Office[] {
  const { sigla, town, cap } = province;
  const numbered = (index: number) => String(code + index).padStart(4, '0');
  const type = metropolitan.has(sigla) ? 'filiale-metropolitana' : 'direzione-provinciale';
  return [
    synthetic(numbered(0), type, province, { name: town, town, cap }),
    ...(agencies[sigla] ?? []).map(([name, itsCap], index) => {
      const [itsTown = name] = name.split(', ');
      return synthetic(numbered(index + 1), 'agenzia', province, {
        name: name.replace(', ', ' '),
        town: itsTown,
        cap: itsCap,
      });
    }),
  ];
}

const others = [...provinces.keys()].filter((sigla) => !handling.includes(sigla));

/** Every office by its code; the main one of a province before its others. */
export const offices: ReadonlyMap<string, Office> = new Map(
  [...provinces.values()].flatMap((province) => {
    const at = handling.indexOf(province.sigla);
    // Those that handle no applications are numbered behind the others, in tens.
    const code = at === -1 ? (officeCount + 1) * 100 + others.indexOf(province.sigla) * 10 : (at + 1) * 100;
    return officesOf(province, code).map((office) => [office.code, office]);
  }),
);

/** @throws RangeError for a code that no office has */
export function officeOf(code: string): Office {
  const office = offices.get(code);
  if (office === undefined) throw new RangeError('no office has this code');
  return office;
}

/** Town of an office. @throws RangeError for a code that no office has */
export function officeTown(code: string): string {
  return officeOf(code).name;
}

/** The offices of a province, its main one first; none for a sigla that no province has. */
export function officesOfProvince(sigla: string): readonly Office[] {
  return [...offices.values()].filter(({ province }) => province === sigla);
}
