import { openApiOf } from '../web/room.ts';
import { operationPaths } from './open-api.ts';
import { outcomeNames } from './operation.ts';
import { operations } from './operations/index.ts';

/**
 * The contract of the institution's systems as an OpenAPI 3.1 document, made from the operations.
 * `openapi.json` beside this file is its written form; contract.test.ts keeps the two alike.
 */
export function openApiDocument() {
  return openApiOf(
    'Centralino back office',
    'What the phone line asks of the institution. Personal data travel only in request and response bodies. ' +
      'Every outcome is status 200; any other status is a fault.',
    [
      operationPaths(
        operations.map(({ outcomes, ...operation }) => ({
          ...operation,
          outcomes: outcomeNames.flatMap((name) => {
            const value = outcomes[name];
            return value === undefined ? [] : [[name, value] as const];
          }),
        })),
      ),
    ],
  );
}
