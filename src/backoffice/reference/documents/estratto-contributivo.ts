import type { EstrattoContributivo } from '../../../document-content/estratto-contributivo.ts';
import { addDays } from '../../../domestic-work/quarter.ts';
import { RandomStream } from '../random.ts';
import { selfEmployed } from '../self-employed.ts';
import type { DocumentOf } from './document.ts';

type Period = EstrattoContributivo['periodi'][number];

const seed = 28_021_904;
/** Who has worked by the day in show business all life long: a statement of 200 pages. */
const byTheDay = 16;
const daysOfWork = 7_800;
const lastYear = 2025;
const firstWorkAge = 19;
const lastWorkAge = 67;
const employers = [
  'Officine Meccaniche Bellavista S.r.l.',
  'Cooperativa Agricola Valle Fiorita',
  'Panificio F.lli Moretti S.n.c.',
  'Comune di Montechiaro',
  'Tessitura Santa Lucia S.p.A.',
  'Trasporti e Logistica Adriatica Società Consortile a Responsabilità Limitata',
  'Albergo Bellavista di Hofer & C. S.a.s.',
  'Calzaturificio Niccolò Zuccalà',
  'Impresa Edile Fratelli D’Angelo',
  'Supermercati La Rondine S.p.A.',
];
const theatres = [
  'Teatro Comunale di Montechiaro',
  'Produzioni Cinematografiche Aurora S.r.l.',
  'Orchestra da Camera La Rondine',
];

/** Contributions year by year from the first job to the last, without gaps that anybody would miss. */
export const estrattoContributivo: DocumentOf<'estratto-contributivo'> = ({ citizen, holder, today }) => {
  const born = Number(citizen.birthDate.slice(0, 4));
  const stream = new RandomStream(seed + citizen.index);
  const periodi =
    citizen.index % 1_000 === byTheDay
      ? dailyWork(born, stream)
      : usualWork(born, stream, selfEmployed(citizen.index)?.gestione);
  return { tipo: 'estratto-contributivo', intestatario: holder, al: today, periodi };
};

function usualWork(born: number, stream: RandomStream, fund: string | undefined): Period[] {
  const until = Math.min(lastYear, born + lastWorkAge);
  const independentSince = fund === undefined ? Number.POSITIVE_INFINITY : until - 6;
  const periods: Period[] = [];
  let employer = stream.pick(employers);
  for (let year = born + firstWorkAge; year <= until; year += 1) {
    if (stream.chance(0.2)) employer = stream.pick(employers);
    const wage = Math.round(600_000 + (year - born) * 32_000 + stream.below(300_000));
    if (fund !== undefined && year >= independentSince) {
      periods.push(period(`${year}-01-01`, `${year}-12-31`, fund, 52, wage, null));
    } else if (stream.chance(0.12)) {
      // A job that ended, and unemployment until the end of the year.
      periods.push(
        period(`${year}-01-01`, `${year}-06-30`, 'lavoro-dipendente', 26, Math.round(wage / 2), employer),
        period(`${year}-07-08`, `${year}-12-31`, 'disoccupazione', 25, Math.round(wage / 3), null),
      );
    } else {
      periods.push(period(`${year}-01-01`, `${year}-12-31`, 'lavoro-dipendente', 52, wage, employer));
    }
  }
  return periods;
}

function dailyWork(born: number, stream: RandomStream): Period[] {
  const first = `${born + firstWorkAge}-01-07`;
  return Array.from({ length: daysOfWork }, (_, count) => {
    const day = addDays(first, 2 * count);
    return period(day, day, 'spettacolo', 0, 4_000 + stream.below(20_000), stream.pick(theatres));
  });
}

function period(
  dal: string,
  al: string,
  contribuzione: string,
  settimane: number,
  importo: number,
  azienda: string | null,
): Period {
  return { dal, al, contribuzione, settimane, importo, azienda };
}
