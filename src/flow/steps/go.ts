import { z } from 'zod';
import { exitsOf, savedAs, stepKind } from '../step.ts';
import { evaluateWith, referencesOf, withSchema } from '../values.ts';
import { follow, targetSchema } from './fields.ts';

export const go = stepKind({
  kind: 'go',
  description:
    "Entra in un altro flusso. Con `on` l'altro flusso è un blocco che torna: ogni nome che può restituire (`return`) porta da qualche parte, e `save` riceve quello che ha restituito. Senza `on` questo flusso si lascia per sempre.",
  example: `
chi-chiama:
  go: identificazione
  on: { identificato: pratica, fallito: operatore }
  save: persona`,
  schema: z.strictObject({
    go: z.string().describe('Il flusso in cui entrare'),
    with: withSchema.optional().describe("Le variabili con cui l'altro flusso comincia"),
    on: z.record(z.string(), targetSchema).optional().describe("Dove porta ogni ritorno dell'altro flusso"),
    save: z
      .string()
      .regex(/^\w+$/)
      .optional()
      .describe("La variabile che riceve quello che l'altro flusso ha restituito"),
  }),
  bind: (step) => {
    const returns = new Map(Object.entries(step.on ?? {}));
    return {
      exits: exitsOf(Object.fromEntries([...returns].map(([name, target]) => [`on.${name}`, target]))),
      prompts: [],
      saves: savedAs(step.save, (scope) => scope.returned(step.go)),
      reads: referencesOf(step.with),
      subFlow: {
        flow: step.go,
        returns: step.on === undefined ? 'never' : [...returns.keys()],
        with: step.with,
      },
      enter: (turn) =>
        turn.path.enterFlow(step.go, evaluateWith(step.with, turn.variables), step.on !== undefined),
      on: () => {},
      returned: (turn, name, value) => {
        turn.identification.returned(step.go, name, value);
        if (value !== null) turn.save(step.save, value);
        follow(turn, returns.get(name) ?? '.operator', `on.${name}`);
      },
    };
  },
});
