import { existsSync } from 'node:fs';
import { z } from 'zod';
import { Configuration } from '../source/configuration.ts';
import { readSource } from '../source/read-text.ts';
import { Source } from '../source/source.ts';
import type { Calendars } from './calendar.ts';
import { addDays, weekdayOf } from './time-zone.ts';

const days = z.int().min(0).max(120);
const date = z.iso.date('write a date in quotes, "2026-12-24"');

/** What flows/mailing.yaml may say. */
export const mailingSchema = z.strictObject({
  delivery: z
    .strictObject({
      residence: days.describe('Working days from the request until a letter is there'),
      abroad: days.describe('The same, for a residence abroad'),
      email: days.describe('The same, by e-mail'),
    })
    .describe('What callers are told about when to expect what they asked for'),
  campaigns: z
    .array(
      z
        .strictObject({
          document: z.string().regex(/^[a-z0-9-]+$/, 'write the kind of a document, as in send-document'),
          year: z.int().min(1990).max(2100).describe('The year that the document is about'),
          from: date.describe('The first day on which it can be asked for'),
          to: date.describe('The last day'),
        })
        .refine(({ from, to }) => from <= to, 'the last day must not come before the first'),
    )
    .describe('Documents that can be asked for at certain times only; the others always can'),
});
type MailingRows = z.infer<typeof mailingSchema>;
type Campaign = MailingRows['campaigns'][number];

/** When documents can be asked for, and when they arrive. Days are dates as `YYYY-MM-DD`. */
export class Mailing {
  /** Documents that have campaigns. */
  readonly documents: readonly string[];
  readonly #rows: MailingRows;

  constructor(rows: MailingRows) {
    this.#rows = rows;
    this.documents = [...new Set(rows.campaigns.map(({ document }) => document))];
  }

  /** Whether a campaign of the document runs on this day. */
  isOpen(document: string, day: string): boolean {
    return this.#campaigns(document).some((campaign) => includes(campaign, day));
  }

  /** The year that the campaign of this day is about, or else the latest before it, or else the next; 0 without any. */
  year(document: string, day: string): number {
    const campaigns = this.#campaigns(document);
    const [next] = campaigns;
    return campaigns.findLast(({ from }) => from <= day)?.year ?? next?.year ?? 0;
  }

  /** Whether the document of this year can be asked for on this day: any time where there are no campaigns. */
  canBeAskedFor(document: string, year: number | undefined, day: string): boolean {
    if (!this.documents.includes(document)) return true;
    return this.#campaigns(document).some((campaign) => campaign.year === year && includes(campaign, day));
  }

  /** The day until which something arrives. @param isHoliday on a date; Saturdays and Sundays are no working days either */
  arrivesBy(way: keyof MailingRows['delivery'], day: string, isHoliday: (date: string) => boolean): string {
    let arrives = day;
    for (let left = this.#rows.delivery[way]; left > 0; ) {
      arrives = addDays(arrives, 1);
      if (weekdayOf(arrives) < 6 && !isHoliday(arrives)) left -= 1;
    }
    return arrives;
  }

  /** By the day they begin. */
  #campaigns(document: string): readonly Campaign[] {
    return this.#rows.campaigns
      .filter((campaign) => campaign.document === document)
      .toSorted((left, right) => left.from.localeCompare(right.from));
  }
}

/** The same by the clock and the holidays of the calendars. */
export class DatedMailing {
  readonly #mailing: Mailing;
  readonly #calendars: Pick<Calendars, 'localParts' | 'isHoliday'>;

  constructor(mailing: Mailing, calendars: Pick<Calendars, 'localParts' | 'isHoliday'>) {
    this.#mailing = mailing;
    this.#calendars = calendars;
  }

  /** The day on the wall calendar of the service. */
  day(at: Date): string {
    return this.#calendars.localParts(at).date;
  }

  canBeAskedFor(document: string, year: number | undefined, day: string): boolean {
    return this.#mailing.canBeAskedFor(document, year, day);
  }

  arrivesBy(way: 'residence' | 'abroad' | 'email', day: string): string {
    // Noon is on the same day in Italy and in UTC.
    const isHoliday = (date: string) => this.#calendars.isHoliday(Date.parse(`${date}T12:00:00Z`));
    return this.#mailing.arrivesBy(way, day, isHoliday);
  }
}

/** What holds where there is no flows/mailing.yaml. */
export const usualMailing = new Mailing({
  delivery: { residence: 10, abroad: 20, email: 0 },
  campaigns: [],
});

/** @throws FindingsError with file, line and column of everything that is wrong */
export function readMailing(source: Source): Mailing {
  const configuration = new Configuration(source, mailingSchema);
  const { campaigns } = configuration.data;
  const overlapping = campaigns.flatMap((one, index) =>
    campaigns
      .slice(0, index)
      .filter((other) => other.document === one.document && one.from <= other.to && other.from <= one.to)
      .map(() => ({
        path: ['campaigns', index],
        message: `it overlaps with another campaign of ${one.document}`,
        mend: 'Let one campaign of a document end before the next begins',
      })),
  );
  if (overlapping.length > 0) configuration.refuse('mailing', overlapping);
  return new Mailing(configuration.data);
}

/** The rules of a file; the usual ones when there is no such file. @throws FindingsError */
export async function loadMailing(file: string): Promise<Mailing> {
  return existsSync(file) ? readMailing(await readSource(file)) : usualMailing;
}

/** @param file the path that findings name */
export function parseMailing(file: string, text: string): Mailing {
  return readMailing(new Source(file, text));
}

function includes({ from, to }: Campaign, day: string): boolean {
  return from <= day && day <= to;
}
