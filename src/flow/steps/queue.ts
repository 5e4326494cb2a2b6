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
    'Waits for an operator of a queue. `say` is spoken at the beginning, `news` whenever the queue has something to tell, with {posizione} and {attesa} (minutes). `call-back-key` asks to be called back, `*` leaves the queue. `answered` is where the call goes after the conversation.',
  example: `
pensioni:
  queue: pensioni
  with: { tema: naspi, persona: $persona }
  say: coda.inizio
  news: coda.posizione
  call-back-key: "1"
  answered: questionario
  callback: richiameremo
  closed: chiuso
  full: piena
  nobody: nessuno
  timeout: nessuno
  unavailable: nessuno`,
  schema: z
    .strictObject({
      queue: z.string().describe('A queue of flows/queues.yaml'),
      with: argumentsField.describe('What the operator sees of the caller'),
      say: saySchema.optional().describe('Spoken when the caller joins the queue'),
      news: saySchema
        .optional()
        .describe('Spoken when the place in the queue changes: {posizione}, {attesa}'),
      'call-back-key': z
        .string()
        .regex(/^[1-9#]$/, 'write a key in quotes, "1" to "9" or "#"')
        .optional()
        .describe('The key that asks to be called back; `callback` must say where that leads'),
      'max-wait': z.number().positive().max(7200).default(1800).describe('Longest wait in seconds'),
      answered: targetSchema.describe('Where to go when the conversation is over'),
      callback: targetSchema.optional().describe('Where to go when a call-back is noted'),
      closed: targetSchema.describe('Where to go outside the hours of the queue'),
      full: targetSchema.describe('Where to go when too many are waiting'),
      nobody: targetSchema.describe('Where to go when no operator is there'),
      timeout: targetSchema.describe('Where to go after the longest wait'),
      unavailable: targetSchema.describe('Where to go when the queues do not answer'),
      back: escapeFields.back,
    })
    .refine((step) => (step.callback === undefined) === (step['call-back-key'] === undefined), {
      path: ['queue'],
      message: 'write both `call-back-key` and `callback`, or neither',
    }),
  bind: (step, settings) => {
    const { answered, callback, closed, full, nobody, timeout } = step;
    const over = handingOver({
      asked: (turn) => ({
        type: 'queue',
        operation: step.queue,
        arguments: evaluateWith(step.with, turn.variables),
      }),
      targets: { answered, callback, closed, full, nobody, timeout, back: step.back || undefined },
      unavailable: step.unavailable,
      longest: Math.round(step['max-wait'] * 1000),
      tooLong: timeout,
      enter: (turn) => {
        turn.keys.drop();
        if (step.say !== undefined) turn.say(spokenOf(step.say, undefined));
      },
      waiting: (turn, event) => {
        if (event.type === 'news' && step.news !== undefined) turn.say(spokenNews(step.news, event.value));
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
      ],
      reads: referencesOf(step.with),
      reaches: { type: 'queue', name: step.queue },
    };
  },
});

function spokenNews(news: Say, value: Value) {
  const facts = isGroup(value) ? value : {};
  const number = (name: string) => (typeof facts[name] === 'number' ? facts[name] : 0);
  return spokenOf(news, { posizione: number('posizione'), attesa: number('attesa') });
}
