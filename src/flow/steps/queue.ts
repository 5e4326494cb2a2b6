import { z } from 'zod';
import { stepKind } from '../step.ts';
import { evaluateWith, isGroup, referencesOf, type Value } from '../values.ts';
import { backTarget, escapeFields } from './escapes.ts';
import { follow, promptUses, type Say, saySchema, spokenOf, targetSchema } from './fields.ts';
import { handingOver } from './handing-over.ts';
import { argumentsField } from './requesting.ts';

export const queue = stepKind({
  kind: 'queue',
  description:
    "Aspetta un operatore di una coda. `say` si dice all'inizio, `news` ogni volta che la coda ha qualcosa da dire, con {posizione} e {attesa} (minuti); dopo ogni notizia si dice, a turno, una voce di `meanwhile`. Con `call-back-key` si chiede di essere richiamati, con `*` si lascia la coda. `answered` è dove si va a conversazione finita; `aside` sono i passi a cui l'operatore può mandare chi chiama, in privato: quando il flusso torna a un passo `queue`, chi chiama è di nuovo con lo stesso operatore.",
  example: `
pensioni:
  queue: pensioni
  with: { tema: naspi, persona: $persona }
  say: coda.inizio
  news: coda.posizione
  meanwhile: [coda.pillola-naspi, coda.pillola-online]
  call-back-key: "1"
  answered: questionario
  aside: { identificazione: chiedi-pin }
  callback: richiameremo
  closed: chiuso
  full: piena
  nobody: nessuno
  timeout: nessuno
  unavailable: nessuno`,
  schema: z
    .strictObject({
      queue: z.string().describe('Una coda di flows/queues.yaml'),
      with: argumentsField.describe("Quello che l'operatore vede di chi chiama"),
      say: saySchema.optional().describe('Detto a chi entra in coda'),
      news: saySchema
        .optional()
        .describe('Detto quando cambia il posto in coda: {posizione}, {attesa} (minuti)'),
      meanwhile: z
        .array(z.string())
        .min(1)
        .max(20)
        .optional()
        .describe('Brevi informazioni, una alla volta, dopo ogni notizia; poi si sente la musica'),
      'call-back-key': z
        .string()
        .regex(/^[1-9#]$/, 'write a key in quotes, "1" to "9" or "#"')
        .optional()
        .describe('Il tasto con cui si chiede di essere richiamati; serve anche `callback`'),
      'max-wait': z.number().positive().max(7200).default(1800).describe('Attesa massima, in secondi'),
      answered: targetSchema.describe('Dove andare a conversazione finita'),
      aside: z
        .record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'write a name in small letters'), targetSchema)
        .optional()
        .describe("I passi a cui l'operatore può mandare chi chiama, per nome; poi si torna da lui"),
      callback: targetSchema.optional().describe('Dove andare quando la richiamata è annotata'),
      closed: targetSchema.describe("Dove andare fuori dall'orario della coda"),
      full: targetSchema.describe('Dove andare quando ci sono troppe persone in attesa'),
      nobody: targetSchema.describe("Dove andare quando non c'è nessun operatore"),
      timeout: targetSchema.describe("Dove andare dopo l'attesa massima"),
      unavailable: targetSchema.describe('Dove andare quando le code non rispondono'),
      back: escapeFields.back,
    })
    .refine((step) => step.meanwhile === undefined || step.news !== undefined, {
      path: ['meanwhile'],
      message: 'write `news` as well: the information is given after the news',
    })
    .refine((step) => (step.callback === undefined) === (step['call-back-key'] === undefined), {
      path: ['queue'],
      message: 'write both `call-back-key` and `callback`, or neither',
    }),
  bind: (step, settings) => {
    const { answered, callback, closed, full, nobody, timeout } = step;
    const asides = Object.fromEntries(
      Object.entries(step.aside ?? {}).map(([name, target]) => [`aside.${name}`, target]),
    );
    const over = handingOver({
      asked: (turn) => ({
        type: 'queue',
        operation: step.queue,
        aside: Object.keys(step.aside ?? {}),
        onward: step.answered,
        arguments: evaluateWith(step.with, turn.variables),
      }),
      targets: { answered, callback, closed, full, nobody, timeout, ...asides, back: step.back || undefined },
      unavailable: step.unavailable,
      longest: Math.round(step['max-wait'] * 1000),
      tooLong: timeout,
      enter: (turn) => {
        turn.keys.drop();
        if (step.say !== undefined) turn.say(spokenOf(step.say, undefined));
      },
      waiting: (turn, event) => {
        if (event.type === 'news' && step.news !== undefined)
          turn.say([...spokenNews(step.news, event.value), ...pillOf(step.meanwhile, event.value)]);
        if (event.type !== 'keys') return;
        const key = turn.keys.take();
        if (key === step['call-back-key']) turn.request.tell('call-back');
        else if (key === '*') {
          const target = backTarget(step, settings);
          if (target === false) return;
          turn.request.tell('leave');
          follow(turn, target);
        }
      },
    });
    return {
      ...over,
      prompts: [
        ...promptUses(step.say, undefined),
        ...promptUses(step.news, undefined, 'news').map((use) => ({
          ...use,
          supplies: () => ({ posizione: { type: 'integer' }, attesa: { type: 'integer' } }) as const,
        })),
        ...(step.meanwhile ?? []).map((prompt, index) => ({
          prompt,
          values: undefined,
          path: ['meanwhile', String(index)],
        })),
      ],
      reads: referencesOf(step.with),
      reaches: { type: 'queue', name: step.queue },
    };
  },
});

function spokenNews(news: Say, value: Value) {
  return spokenOf(news, { posizione: numberIn(value, 'posizione'), attesa: numberIn(value, 'attesa') });
}

/** One piece of information after each news but the first, round and round: `volta` counts the news from 0. */
function pillOf(pills: readonly string[] | undefined, value: Value) {
  const times = numberIn(value, 'volta');
  const pill = pills === undefined || times < 1 ? undefined : pills[(times - 1) % pills.length];
  return spokenOf(pill, undefined);
}

function numberIn(value: Value, name: string): number {
  const found = isGroup(value) ? value[name] : undefined;
  return typeof found === 'number' ? found : 0;
}
