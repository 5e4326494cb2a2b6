import { z } from 'zod';
import { Sensitive } from '../privacy/sensitive.ts';
import { fromWire } from '../privacy/wire.ts';
import { idempotencyKeyOf, readRequest } from '../web/errors.ts';
import { faults, idempotencyKeyHeader, jsonContent, jsonSchema, type Paths, type Room } from '../web/room.ts';
import type { SurveyAnswers } from './answers.ts';

const name = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/)
  .describe('name of the questionnaire');
/** A text is the name of a service or the like: too short and too plain for anything about a person. */
const answersSchema = z
  .record(
    z.string().regex(/^\w{1,40}$/),
    z.union([z.int().min(0).max(9), z.string().regex(/^[a-z0-9-]{1,60}$/)]),
  )
  .refine((answers) => Object.keys(answers).length <= 20, 'at most 20');

/** What an engine sends before it asks. */
export const beginSchema = z.strictObject({
  survey: name,
  caller: z
    .custom<Sensitive>((value) => value instanceof Sensitive && typeof value.reveal() === 'string')
    .nullable(),
  notWithinDays: z.int().min(0).max(366),
});
/** What an engine sends with the answers. */
export const keepSchema = z.strictObject({
  survey: name,
  language: z.string().regex(/^[a-z]{2}$/),
  answers: answersSchema,
});
export const begunSchema = z.object({ outcome: z.enum(['due', 'not-due']) });
const tallyQuery = z.strictObject({ from: z.iso.date(), to: z.iso.date() });
const tallySchema = z.object({
  about: z.record(z.string(), z.string()),
  question: z.string(),
  answer: z.int(),
  times: z.int(),
});

/** Questionnaires over HTTP: engines ask whether to ask and hand answers in, operations reads the counts. */
export function surveyRoom(surveys: SurveyAnswers): Room {
  return {
    paths: surveyPaths,
    serve(app) {
      app.post('/surveys/begin', async (request) => {
        const { survey, caller, notWithinDays } = readRequest(beginSchema, fromWire(request.body));
        const due = await surveys.begin(survey, caller, notWithinDays, idempotencyKeyOf(request.headers));
        return { outcome: due ? 'due' : 'not-due' };
      });
      app.post('/surveys', async (request) => {
        const { survey, answers, language } = readRequest(keepSchema, request.body);
        await surveys.keep(survey, answers, language, idempotencyKeyOf(request.headers));
        return { outcome: 'done' };
      });
      app.get('/surveys/:survey', async (request) => {
        const { survey } = readRequest(z.object({ survey: name }), request.params);
        const { from, to } = readRequest(tallyQuery, request.query);
        return { survey, from, to, answers: await surveys.tally(survey, from, to) };
      });
    },
  };
}

const posted = (description: string, body: z.ZodType, answer: z.ZodType) => ({
  post: {
    description,
    parameters: [idempotencyKeyHeader],
    requestBody: { required: true, content: jsonContent(body) },
    responses: {
      '200': { description: 'An outcome', content: jsonContent(answer) },
      ...faults(400, 401, 503),
    },
  },
});
/** How the routes are described. */
export const surveyPaths: Paths = {
  '/surveys/begin': posted(
    'Whether a caller is to be asked now; from then on it counts as asked.',
    beginSchema,
    begunSchema,
  ),
  '/surveys': posted(
    'Keeps the answers to a questionnaire.',
    keepSchema,
    z.object({ outcome: z.literal('done') }),
  ),
  '/surveys/{survey}': {
    get: {
      description: 'How often each answer was given, apart by what it is about.',
      parameters: [
        { name: 'survey', in: 'path', required: true, schema: { type: 'string' } },
        ...Object.entries(tallyQuery.shape).map(([field, schema]) => ({
          name: field,
          in: 'query',
          required: true,
          schema: jsonSchema(schema),
        })),
      ],
      responses: {
        '200': {
          description: 'The counts',
          content: jsonContent(
            z.object({ survey: name, from: z.iso.date(), to: z.iso.date(), answers: z.array(tallySchema) }),
          ),
        },
        ...faults(400, 401),
      },
    },
  },
};
