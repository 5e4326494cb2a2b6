import { z } from 'zod';
import { topicSchema } from '../settings.ts';
import { exitsOf, stepKind } from '../step.ts';
import { follow, targetSchema } from './fields.ts';

export const topic = stepKind({
  kind: 'topic',
  description:
    "Da qui in poi è questo l'argomento per cui chi chiama vuole un operatore: decide la coda ($call.queue). In testa a un flusso fa lo stesso per tutto il flusso.",
  example: `
pensioni:
  topic: pensioni
  then: operatore`,
  schema: z.strictObject({
    topic: topicSchema.describe('Un argomento di flows/queues.yaml'),
    then: targetSchema.describe('Il passo seguente'),
  }),
  bind: (step) => ({
    exits: exitsOf({ then: step.then }),
    prompts: [],
    topic: step.topic,
    enter: (turn) => {
      turn.path.chooseTopic(step.topic);
      follow(turn, step.then);
    },
    on: () => {},
  }),
});
