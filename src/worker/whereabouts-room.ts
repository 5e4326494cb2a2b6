import type { z } from 'zod';
import type { Fields, Operation, Outcomes, ResultOf } from '../backoffice/operation.ts';
import { resultSchema } from '../backoffice/operation.ts';
import { inviiElenco, inviiStato, mostInvii } from '../backoffice/operations/invii.ts';
import type { WhereaboutsDesk } from '../mail/whereabouts.ts';
import { idempotencyKeyOf, readRequest } from '../web/errors.ts';
import { faults, idempotencyKeyHeader, jsonContent, type Paths, type Room } from '../web/room.ts';
import type { WebServer } from '../web/server.ts';

/** Where documents are, as engines look it up: operations of the same form as those of the back office. */
export function whereaboutsRoom(desk: WhereaboutsDesk): Room {
  return {
    paths: whereaboutsPaths,
    serve(app) {
      answer(app, inviiElenco, async ({ persona }, idempotencyKey) => {
        const invii = listed(await desk.latest(persona, idempotencyKey, mostInvii));
        return invii.length === 0
          ? { outcome: 'absent', value: {} }
          : { outcome: 'found', value: { quanti: invii.length, invii } };
      });
      answer(app, inviiStato, async ({ persona, riferimento }, idempotencyKey) => {
        const found = await desk.find(persona, idempotencyKey, riferimento.reveal());
        const [invio] = listed(found === undefined ? [] : [found]);
        return invio === undefined ? { outcome: 'not-found', value: {} } : { outcome: 'found', value: invio };
      });
    },
  };
}

const invioSchema = inviiStato.outcomes.found;

/** What the contract has words for. */
function listed(whereabouts: readonly unknown[]): z.output<typeof invioSchema>[] {
  return whereabouts.flatMap((one) => invioSchema.safeParse(one).data ?? []);
}

function answer<Name extends string, Arguments extends Fields, const Results extends Outcomes>(
  app: WebServer,
  operation: Operation<Name, Arguments, Results>,
  work: (
    args: z.output<Arguments>,
    idempotencyKey: string,
  ) => Promise<ResultOf<Operation<Name, Arguments, Results>>>,
): void {
  app.post(operation.path, async (request) =>
    work(readRequest(operation.arguments, request.body), idempotencyKeyOf(request.headers)),
  );
}

/** How the routes are described. */
export const whereaboutsPaths: Paths = Object.fromEntries(
  [inviiElenco, inviiStato].map((operation) => [
    operation.path,
    {
      post: {
        description: operation.description,
        parameters: [idempotencyKeyHeader],
        requestBody: { required: true, content: jsonContent(operation.arguments) },
        responses: {
          '200': { description: 'An outcome', content: jsonContent(resultSchema(operation)) },
          ...faults(400, 401, 503),
        },
      },
    },
  ]),
);
