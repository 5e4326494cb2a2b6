import { z } from 'zod';
import type { Finding } from '../source/finding.ts';
import { issueFindings } from '../source/issues.ts';
import { nearest } from '../source/nearest.ts';
import type { Source } from '../source/source.ts';
import type { Flow } from './project.ts';
import {
  flowDefaultsSchema,
  flowKeys,
  type ProjectSettings,
  type Settings,
  settingsOf,
  topicSchema,
} from './settings.ts';
import type { Step } from './step.ts';
import { stepKinds } from './steps/index.ts';
import { typeOfWord, typeWords } from './types.ts';

export const flowSchema = z.strictObject({
  flow: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'a flow name has small letters, digits and hyphens')
    .describe('Il nome del flusso, lo stesso del file'),
  title: z.string().describe('Il titolo, per chi legge'),
  description: z.string().optional().describe('Che cosa fa, per chi legge'),
  parameters: z
    .record(z.string().regex(/^\w+$/), z.enum(typeWords))
    .optional()
    .describe('Per un blocco riusabile: le variabili che chi entra deve consegnare, e di che tipo sono'),
  defaults: flowDefaultsSchema
    .optional()
    .describe('Quello che vale per i passi di questo flusso che non dicono altro'),
  resumable: z
    .union([
      z.literal(true),
      z.strictObject({
        done: z
          .array(z.string().regex(/^([a-z0-9-]+\/)?[a-z0-9-]+$/, 'write a step, or block/step'))
          .min(1)
          .describe('I passi in cui il servizio è già finito: chi riaggancia lì ha avuto la sua risposta'),
      }),
    ])
    .optional()
    .describe('A chi riaggancia a metà e richiama entro dieci minuti si offre di riprendere da qui'),
  topic: z
    .union([topicSchema, z.literal(false)])
    .optional()
    .describe(
      "L'argomento per gli operatori (flows/queues.yaml) di chi chiama, da qui in poi, anche dietro lo `0`; false: nessuno, si ricomincia. Se manca, resta quello di prima",
    ),
  ...flowKeys,
  start: z.string().describe('Il primo passo'),
  steps: z
    .record(
      z.string().regex(/^[a-z0-9-]+$/, 'a step name has small letters, digits and hyphens'),
      z.unknown(),
    )
    .describe('I passi, per nome'),
});

/** Reads one flow file. The flow is there only if nothing in it is wrong by itself. */
export function readFlow(
  source: Source,
  expectedName: string,
  settings: ProjectSettings,
): { flow?: Flow; findings: Finding[] } {
  if (source.problems.length > 0) return { findings: [...source.problems] };
  const parsed = flowSchema.safeParse(source.data);
  if (!parsed.success) return { findings: issueFindings(source, [], parsed.error, flowSchema) };
  const { flow: name, title, start, parameters, topic, operator, resumable, steps: rawSteps } = parsed.data;
  const own = settingsOf(settings, parsed.data);
  const findings: Finding[] = [];
  if (name !== expectedName) {
    findings.push(
      source.finding(['flow'], {
        code: 'flow-name',
        message: `the flow is called "${name}" but its file "${expectedName}.yaml"`,
        mend: 'Give both the same name',
      }),
    );
  }
  const steps = new Map<string, Step>();
  for (const [stepName, data] of Object.entries(rawSteps)) {
    const step = readStep(source, stepName, data, own, findings);
    if (step !== undefined) steps.set(stepName, step);
  }
  if (findings.length > 0) return { findings };
  const flow: Flow = {
    name,
    title,
    start,
    parameters:
      parameters &&
      Object.fromEntries(Object.entries(parameters).map(([one, word]) => [one, typeOfWord(word)])),
    topic,
    operator: operator === false ? undefined : operator,
    resumable: resumable === true ? { done: [] } : resumable,
    steps,
    source,
  };
  return { flow, findings };
}

function readStep(
  source: Source,
  name: string,
  data: unknown,
  settings: Settings,
  findings: Finding[],
): Step | undefined {
  const path = ['steps', name];
  const keys = typeof data === 'object' && data !== null ? Object.keys(data) : [];
  const kind = [...stepKinds.values()].find((candidate) => keys.includes(candidate.kind));
  if (kind === undefined) {
    const meant = keys.map((key) => nearest(key, stepKinds.keys())).find((word) => word !== undefined);
    findings.push(
      source.finding(path, {
        code: 'unknown-step',
        message: `step "${name}" is of no known kind`,
        mend:
          meant === undefined
            ? `Give it one of: ${[...stepKinds.keys()].join(', ')}`
            : `Did you mean "${meant}"?`,
      }),
    );
    return undefined;
  }
  try {
    return kind.read(data, settings);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    findings.push(...issueFindings(source, path, error, kind.schema));
    return undefined;
  }
}
