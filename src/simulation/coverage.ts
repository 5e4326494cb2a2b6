/** Which steps and exits of the flows the dialog tests have seen, in each language. */
import { z } from 'zod';
import type { Project } from '../flow/project.ts';
import { type Finding, FindingsError } from '../source/finding.ts';
import { issueFindings } from '../source/issues.ts';
import { Source } from '../source/source.ts';
import type { Way } from './walk.ts';

/** A step, or one of its exits, that no call took in some languages. */
export interface Gap {
  readonly flow: string;
  readonly step: string;
  /** Undefined for the step itself. */
  readonly exit: string | undefined;
  readonly languages: readonly string[];
  /** Why that is all right, from coverage.yaml. */
  readonly reason: string | undefined;
}

export interface FlowCoverage {
  readonly flow: string;
  readonly steps: number;
  readonly exits: number;
  /** Of the steps and exits that no reason excuses, how many were seen, by language. */
  readonly seen: Readonly<Record<string, { readonly steps: number; readonly exits: number }>>;
}

export interface CoverageReport {
  readonly flows: readonly FlowCoverage[];
  readonly gaps: readonly Gap[];
  /** Reasons for what was seen after all: take them out of coverage.yaml. */
  readonly stale: readonly Finding[];
}

const gapsSchema = z.array(
  z.strictObject({
    flow: z.string(),
    step: z.string(),
    exit: z.string().optional().describe('An exit of the step; the step and all its exits when left out'),
    languages: z.array(z.string()).min(1).optional().describe('All when left out'),
    reason: z.string().min(1),
  }),
);

/** Reasons for what no dialog test reaches: flows/coverage.yaml. */
export class Reasons {
  readonly entries: readonly (z.infer<typeof gapsSchema>[number] & { readonly finding: Source['finding'] })[];

  /** @throws FindingsError with line and column of everything that is wrong */
  constructor(file: string, text: string) {
    const source = new Source(file, text);
    if (source.problems.length > 0) throw new FindingsError(source.problems);
    const read = gapsSchema.safeParse(source.data ?? []);
    if (!read.success) throw new FindingsError(issueFindings(source, [], read.error, gapsSchema));
    this.entries = read.data.map((entry, index) => ({
      ...entry,
      finding: (path, given) => source.finding([index, ...path], given),
    }));
  }
}

/** Counts what calls take. */
export class Coverage {
  readonly #project: Project;
  readonly #seen = new Set<string>();

  constructor(project: Project) {
    this.#project = project;
  }

  add(ways: readonly Way[]): void {
    for (const { flow, step, language, exit } of ways) {
      if (exit === null) this.#seen.add(keyOf(language, flow, step));
      else
        for (const name of this.#exitNames(flow, step, exit))
          this.#seen.add(keyOf(language, flow, step, name));
    }
  }

  /** An exit without a name is any exit with its target. */
  #exitNames(flow: string, step: string, exit: NonNullable<Way['exit']>): readonly string[] {
    if (exit.name !== undefined) return [exit.name];
    return this.#project
      .step(flow, step)
      .exits.filter((one) => one.target === exit.target)
      .map((one) => one.name);
  }

  report(reasons: Reasons): CoverageReport {
    const { languages } = this.#project.settings;
    const used = new Set<unknown>();
    const gaps: Gap[] = [];
    const flows = [...this.#project.flows.values()].map((flow): FlowCoverage => {
      const seen = Object.fromEntries(languages.map((language) => [language, { steps: 0, exits: 0 }]));
      let exits = 0;
      for (const [step, { exits: all }] of flow.steps) {
        exits += all.length;
        for (const exit of [undefined, ...all.map((one) => one.name)]) {
          const missing = new Map<string | undefined, string[]>();
          for (const language of languages) {
            const count = seen[language];
            if (this.#seen.has(keyOf(language, flow.name, step, exit))) {
              if (count !== undefined) count[exit === undefined ? 'steps' : 'exits'] += 1;
              continue;
            }
            const excuse = reasons.entries.find(
              (entry) =>
                entry.flow === flow.name &&
                entry.step === step &&
                (entry.exit === undefined || entry.exit === exit) &&
                (entry.languages?.includes(language) ?? true),
            );
            if (excuse !== undefined) used.add(excuse);
            missing.set(excuse?.reason, [...(missing.get(excuse?.reason) ?? []), language]);
          }
          for (const [reason, list] of missing)
            gaps.push({ flow: flow.name, step, exit, languages: list, reason });
        }
      }
      return { flow: flow.name, steps: flow.steps.size, exits, seen };
    });
    const stale = reasons.entries
      .filter((entry) => !used.has(entry))
      .map((entry) =>
        entry.finding([], {
          code: 'stale-reason',
          message: `every test run takes ${entry.flow}/${entry.step}${entry.exit === undefined ? '' : ` ${entry.exit}`}, or it is not there`,
          mend: 'Take this reason out',
        }),
      );
    return { flows, gaps, stale };
  }
}

function keyOf(language: string, flow: string, step: string, exit?: string): string {
  return `${language} ${flow}/${step} ${exit ?? ''}`;
}
