import { z } from 'zod';
import { Configuration, type Issue } from '../source/configuration.ts';
import { readSource } from '../source/read-text.ts';
import { Source } from '../source/source.ts';
import { numbersIn } from './dialled.ts';
import { exists, isCountry, toE164 } from './e164.ts';

/** One number that callers dial, and what answers there. */
export interface Line {
  /** Its name in numbers.yaml. */
  readonly id: string;
  /** As dialled in its own country. */
  readonly number: string;
  readonly e164: string;
  /** ISO 3166-1 code. */
  readonly country: string;
  readonly title: string;
  readonly flow: string;
  /** The language to begin in (ISO 639-1): a hint, the caller chooses. */
  readonly language: string;
}

const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'write a name in small letters, digits and hyphens');
const country = z.string().refine(isCountry, 'write the two capital letters of a country, such as IT');
const language = z.string().regex(/^[a-z]{2}$/, 'write the two letters of a language, such as it');

const schema = z.strictObject({
  country,
  languages: z.object({ default: language }).catchall(language),
  lines: z.record(
    name,
    z.strictObject({
      number: z.string().regex(/^\d{3,15}$/, 'write the digits as they are dialled, in quotes'),
      country: country.optional(),
      title: z.string().min(1),
      flow: name,
      language: language.optional(),
    }),
  ),
});

/** The ways in which networks write the number of a line: as it is dialled at home, and internationally. */
export function writtenForms({ number, e164 }: Line): readonly string[] {
  const international = e164.slice(1);
  return [number, e164, international, `00${international}`];
}

/** How many written forms of dialled numbers are remembered: they come from outside and could be endless. */
const remembered = 1000;

/** The numbers of the service; finds which of them a caller dialled. */
export class NumberPlan {
  readonly lines: readonly Line[];
  readonly #byE164: ReadonlyMap<string, Line>;
  /** The plan's own country first: a national form is taken as one of its numbers before any other's. */
  readonly #countries: readonly string[];
  readonly #resolved = new Map<string, Line | undefined>();

  /** @param home the country whose national form is tried first */
  constructor(lines: readonly Line[], home: string) {
    this.lines = lines;
    this.#byE164 = new Map(lines.map((line) => [line.e164, line]));
    this.#countries = [...new Set([home, ...lines.map((line) => line.country)])];
  }

  /**
   * The line that was dialled, or undefined when none of the candidates is a number of the service.
   * @param candidates what the network says of the dialled number, best first: bare numbers or SIP header values
   *   (Request-URI, P-Called-Party-ID, Diversion, To), in the national, 00 or + form
   */
  resolve(candidates: readonly string[]): Line | undefined {
    for (const candidate of candidates) {
      for (const number of numbersIn(candidate)) {
        const line = this.#lookUp(number);
        if (line !== undefined) return line;
      }
    }
    return undefined;
  }

  #lookUp(number: string): Line | undefined {
    if (this.#resolved.has(number)) return this.#resolved.get(number);
    const line = this.#find(number);
    const [oldest] = this.#resolved.keys();
    if (this.#resolved.size >= remembered && oldest !== undefined) this.#resolved.delete(oldest);
    this.#resolved.set(number, line);
    return line;
  }

  #find(number: string): Line | undefined {
    for (const country of this.#countries) {
      const line = this.#byE164.get(toE164(number, country) ?? '');
      if (line !== undefined) return line;
    }
    // Some networks leave the + away.
    return this.#byE164.get(`+${number}`);
  }
}

/**
 * Reads a number plan.
 * @param file the path that findings name
 * @param text what flows/numbers.yaml holds
 * @throws FindingsError with file, line and column of everything that is wrong
 */
export function parseNumberPlan(file: string, text: string): NumberPlan {
  return readNumberPlan(new Source(file, text));
}

/** The number plan of a file. @throws FindingsError as parseNumberPlan, also when it cannot be read. */
export async function loadNumberPlan(file: string): Promise<NumberPlan> {
  return readNumberPlan(await readSource(file));
}

/** The number plan of a YAML file. @throws FindingsError */
export function readNumberPlan(source: Source): NumberPlan {
  const configuration = new Configuration(source, schema);
  const { country: home, languages, lines: given } = configuration.data;
  const issues: Issue[] = [];
  for (const code of Object.keys(languages)) {
    if (code === 'default' || isCountry(code)) continue;
    issues.push({
      path: ['languages', code],
      message: 'there is no such country',
      mend: 'Write a code such as IT',
    });
  }
  const lines = new Map<string, Line>();
  for (const [id, line] of Object.entries(given)) {
    const { number, title, flow, country: own = home } = line;
    const e164 = toE164(number, own);
    const path = ['lines', id, 'number'];
    if (e164 === undefined || !exists(number, own)) {
      issues.push({ path, message: `${own} has no such number`, mend: 'Compare the number and its country' });
      continue;
    }
    const twin = [...lines.values()].find((other) => other.e164 === e164 || other.number === number);
    if (twin !== undefined) {
      issues.push({ path, message: `"${twin.id}" has this number too`, mend: 'Remove one of the two' });
    }
    const spoken = line.language ?? languages[own] ?? languages.default;
    lines.set(id, { id, number, e164, country: own, title, flow, language: spoken });
  }
  if (issues.length > 0) configuration.refuse('number-plan', issues);
  return new NumberPlan([...lines.values()], home);
}

export { schema as numbersSchema };
