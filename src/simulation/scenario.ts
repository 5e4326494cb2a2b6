/** A dialog test as ops staff write it: flows/<flow>.test.yaml. */
import { z } from 'zod';
import { partsOfDay } from '../numbers/hours.ts';
import { type Finding, FindingsError } from '../source/finding.ts';
import { issueFindings } from '../source/issues.ts';
import { type Path, Source } from '../source/source.ts';
import { writtenAnswerSchema } from './answers.ts';
import { citizenSchema } from './caller.ts';
import { writtenQueueSchema } from './queueing.ts';

const language = z.string().regex(/^[a-z]{2}$/, 'write the two letters of a language, such as it');
const texts = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());
const yes = z.literal(true);

const verbs = ['hear', 'press', 'silence', 'wait', 'listen', 'hang-up', 'ended', 'step'] as const;

const turnSchema = z.preprocess(
  // `- silence` is short for `- silence: true`.
  (given) => (typeof given === 'string' ? { [given]: true } : given),
  z
    .strictObject({
      hear: z
        .string()
        .optional()
        .describe('A prompt that is heard next; prompts spoken as one may be passed over inside it'),
      containing: z
        .union([texts, z.record(language, texts)])
        .optional()
        .describe('Words in its text, or the words by language'),
      language: language.optional().describe('The language that it is heard in'),
      press: z
        .string()
        .regex(/^(\$[a-z][a-z-]*|[0-9*#])+$/, 'write keys 0-9 * # or a $name, in quotes')
        .optional()
        .describe('Keys, or names of what the citizen keys in: "1", "$codice-fiscale", "$domus#"'),
      silence: z
        .union([yes, z.int().min(1).max(20)])
        .optional()
        .describe('The caller hears everything out and presses nothing, so many times'),
      wait: z.number().positive().max(3600).optional().describe('Seconds pass'),
      listen: yes
        .optional()
        .describe(
          'Hears everything out, until it is the turn of the caller; of that only the last needs to be told',
        ),
      'hang-up': yes.optional().describe('The caller hangs up'),
      ended: z
        .union([yes, z.enum(['normal', 'congestion'])])
        .optional()
        .describe('The service ends the call, after what is still to be heard'),
      step: z
        .string()
        .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'write flow/step')
        .optional()
        .describe('Where the call stands'),
    })
    .superRefine((turn, context) => {
      const given = verbs.filter((verb) => turn[verb] !== undefined);
      if (given.length !== 1)
        context.addIssue({ code: 'custom', message: `write one of ${verbs.join(', ')} in each turn` });
      if (turn.hear === undefined && (turn.containing !== undefined || turn.language !== undefined))
        context.addIssue({ code: 'custom', message: '`containing` and `language` belong to `hear`' });
    }),
);
export type Turn = z.output<typeof turnSchema>;

const instant = z
  .string()
  .refine(
    (text) => /T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)),
    'write date, time and zone: 2026-11-23T10:00+01:00',
  );

const scenarioSchema = z.strictObject({
  scenario: z.string().min(1).describe('What happens, in a few words'),
  line: yes
    .optional()
    .describe('Played over the telephone too, on the real parts: npm test -- test/e2e/services'),
  call: z
    .strictObject({
      to: z.string().optional().describe('The number that is dialled'),
      flow: z.string().optional().describe('In place of a number: the flow to begin in'),
      from: z.string().optional().describe('The number of the caller, in the + form; withheld when left out'),
      left: z.string().optional().describe('The flow that the same caller hung up in a few minutes before'),
      topic: z
        .string()
        .optional()
        .describe('What operators are asked for, where that is known from the beginning: of a call-back'),
      at: instant.optional().describe('When the call comes in; a Monday morning when left out'),
      language: z
        .union([z.literal('all'), language, z.array(language).min(1)])
        .optional()
        .describe(
          'The language it begins in, several to run in each, or all; that of the line when left out',
        ),
    })
    .refine((call) => (call.to === undefined) !== (call.flow === undefined), 'write either `to` or `flow`'),
  citizen: citizenSchema.optional().describe('Who calls'),
  values: z
    .record(z.string().regex(/^[a-z][a-z-]*$/), z.string().regex(/^[0-9*#]+$/, 'write keys in quotes'))
    .optional()
    .describe('More names for keys'),
  given: z
    .strictObject({
      hours: z
        .record(z.string(), z.enum(['open', 'closed']))
        .optional()
        .describe('Calendars, open or closed whatever the clock says'),
      queue: z
        .union([writtenQueueSchema, z.array(writtenQueueSchema).min(1)])
        .optional()
        .describe(
          'What the queues of operators do: an outcome, or more about it, or a list of them in turn (the last one stays); nobody is logged in when left out',
        ),
      'part-of-day': z.enum(partsOfDay).optional(),
      'back-office': z
        .union([
          z.literal('unavailable'),
          z.record(z.string(), z.union([writtenAnswerSchema, z.array(writtenAnswerSchema).min(1)])),
        ])
        .optional()
        .describe(
          'Answers by operation, or by request as the journal names it (`document certificazione-unica`), or a list of them in turn (the last one stays); `unavailable` for an outage',
        ),
    })
    .optional(),
  dialog: z.array(turnSchema).min(1),
});
export type WrittenScenario = z.output<typeof scenarioSchema>;

/** A scenario, with where everything in it is written. */
export interface Scenario extends WrittenScenario {
  readonly file: string;
  /** Line and column of a part of the scenario, as `['dialog', 2]`. */
  position(path: Path): { readonly line: number; readonly column: number };
  finding(path: Path, given: { code: string; message: string; mend: string }): Finding;
}

/**
 * Reads one file of dialog tests.
 * @param file the path that findings name
 * @throws FindingsError with line and column of everything that is wrong
 */
export function readScenarios(file: string, text: string): readonly Scenario[] {
  const source = new Source(file, text);
  if (source.problems.length > 0) throw new FindingsError(source.problems);
  const schema = z.array(scenarioSchema);
  const read = schema.safeParse(source.data);
  if (!read.success) throw new FindingsError(issueFindings(source, [], read.error, schema));
  return read.data.map((scenario, index) => ({
    ...scenario,
    file,
    position: (path) => source.position([index, ...path]),
    finding: (path, given) => source.finding([index, ...path], given),
  }));
}
