/** Occasional work of synthetic citizens, on either side. Pure: the citizen and the day decide. */
import type { PrestazioneOccasionale } from '../operations/occasionali.ts';
import { RandomStream } from './random.ts';

export type Role = 'prestatore' | 'utilizzatore';

interface Side {
  /** A service every so many days; 0 for one who is registered and has none. */
  readonly every: number;
  readonly forma: PrestazioneOccasionale['forma'];
}

const seed = 54_502_017;
const dayMs = 86_400_000;
const mostListed = 8;
/** Services are told a few days ahead. */
const aheadDays = 5;

/** Like those of artisans and traders (self-employed.ts), they go round among blocks of five citizens. */
const sides: readonly Readonly<Partial<Record<Role, Side>>>[] = [
  { prestatore: { every: 6, forma: 'libretto-famiglia' } },
  { utilizzatore: { every: 9, forma: 'libretto-famiglia' } },
  { prestatore: { every: 11, forma: 'presto' }, utilizzatore: { every: 0, forma: 'presto' } },
  {},
  { prestatore: { every: 0, forma: 'presto' } },
  { utilizzatore: { every: 4, forma: 'presto' } },
  {},
];

/** Cents an hour (art. 54-bis; the amounts are from memory): what the worker gets and what the user pays. */
const hourly: Readonly<Record<PrestazioneOccasionale['forma'], Readonly<Record<Role, number>>>> = {
  'libretto-famiglia': { prestatore: 800, utilizzatore: 1_000 },
  presto: { prestatore: 900, utilizzatore: 1_241 },
};

/** On which side of occasional work a citizen is registered. */
export function occasionalRoles(index: number): Readonly<Partial<Record<Role, Side>>> {
  return sides[Math.floor(index / 5) % sides.length] ?? {};
}

/** Services from the first day of the year before to a few days ahead, the newest first; undefined for who has no such role. */
export function occasionalWork(
  index: number,
  role: Role,
  today: string,
): readonly PrestazioneOccasionale[] | undefined {
  const side = occasionalRoles(index)[role];
  if (side === undefined) return undefined;
  if (side.every === 0) return [];
  const last = Date.parse(today) / dayMs + aheadDays;
  const first = Date.UTC(Number(today.slice(0, 4)) - 1, 0, 1) / dayMs;
  return Array.from({ length: last - first + 1 }, (_, ago) => last - ago)
    .filter((day) => (day + index) % side.every === 0)
    .map((day) => service(index, day, { ...side, role, today }));
}

/** The latest services, as many as an answer holds. */
export function latest(services: readonly PrestazioneOccasionale[]): PrestazioneOccasionale[] {
  return services.slice(0, mostListed);
}

/** What the user put into the wallet beyond what services cost, in cents. */
export function walletCents(index: number): number {
  return 1_000 * new RandomStream(seed - index).below(90);
}

/** The 15th on which services of these days are paid: the next one there is. */
export function nextPayday(today: string): string {
  const [year, month, day] = today.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - (Number(day) <= 15 ? 1 : 0), 15))
    .toISOString()
    .slice(0, 10);
}

/** The 15th of the month after the one of the service. */
export function paydayOf(giorno: string): string {
  const [year, month] = giorno.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, month ?? 0, 15)).toISOString().slice(0, 10);
}

function service(
  index: number,
  day: number,
  { forma, role, today }: Side & { readonly role: Role; readonly today: string },
): PrestazioneOccasionale {
  const giorno = new Date(day * dayMs).toISOString().slice(0, 10);
  const stream = new RandomStream(seed + index * 40_009 + day);
  const ore = forma === 'presto' ? 4 + stream.below(5) : 1 + stream.below(6);
  const revoked = stream.chance(0.1);
  const esito = revoked
    ? 'revocata'
    : giorno > today
      ? 'comunicata'
      : paydayOf(giorno) <= today
        ? 'pagata'
        : 'svolta';
  return { forma, esito, giorno, ore, importo: ore * hourly[forma][role] };
}
