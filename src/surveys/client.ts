import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Sensitive } from '../privacy/sensitive.ts';
import { toWire } from '../privacy/wire.ts';
import type { WebClient } from '../web/client.ts';
import { type Correlation, callOf } from '../web/correlation.ts';
import { Fault, faultOf } from '../web/fault.ts';
import { type beginSchema, begunSchema, type keepSchema } from './routes.ts';

interface Asking {
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
  readonly call: { readonly language: string; readonly caller: Sensitive | null };
  readonly correlation?: Correlation | undefined;
}

interface Answer {
  readonly outcome: string;
  readonly value: null;
}

/** The questionnaires as an engine has them. Neither throws: what goes wrong is the outcome `unavailable`. */
export interface SurveyClient {
  /** @returns the outcome `due`, `not-due` or `unavailable` */
  begin(survey: string, notWithinDays: number, asking: Asking): Promise<Answer>;
  /** @returns the outcome `done` or `unavailable` */
  save(survey: string, answers: Readonly<Record<string, unknown>>, asking: Asking): Promise<Answer>;
}

/** @param records the system of record */
export function surveysOf(records: WebClient, logger: Logger): SurveyClient {
  const ask = async (path: string, asking: Asking, body: unknown, read: (json: unknown) => string) => {
    try {
      const { idempotencyKey, signal, correlation } = asking;
      const request = {
        operation: 'survey',
        path,
        body: () => toWire(body),
        idempotencyKey,
        safe: true,
        signal,
        correlation,
      };
      return { outcome: await records.ask({ ...request, read }), value: null };
    } catch (error) {
      logger.warn({ fault: faultOf(error).kind, ...callOf(asking) }, 'a questionnaire could not be reached');
      return { outcome: 'unavailable', value: null };
    }
  };
  return {
    begin: async (survey, notWithinDays, asking) => {
      const { caller } = asking.call;
      const body: z.input<typeof beginSchema> = { survey, caller, notWithinDays };
      return await ask('/surveys/begin', asking, body, (json) => {
        const answer = begunSchema.safeParse(json);
        if (!answer.success) throw new Fault('bad-body');
        return answer.data.outcome;
      });
    },
    save: async (survey, answers, asking) => {
      // What is personal has no place in an answer, and nobody is to be taken for it by mistake.
      const plain = Object.entries(answers).flatMap(([name, value]) =>
        typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [],
      );
      const { language } = asking.call;
      const body: z.input<typeof keepSchema> = { survey, language, answers: Object.fromEntries(plain) };
      return await ask('/surveys', asking, body, () => 'done');
    },
  };
}
