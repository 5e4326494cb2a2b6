import { openApiOf } from '../../web/room.ts';
import { operationPaths } from '../open-api.ts';
import { portalOperations } from './operations.ts';

/**
 * The contract of the API for the institution's portal, made from its operations; served at `/portale/openapi.json`.
 * `openapi.json` beside this file is its written form; contract.test.ts keeps the two alike.
 */
export function portalOpenApiDocument() {
  return openApiOf(
    'Centralino PIN telefonico',
    "What the institution's portal asks on behalf of a citizen who has signed in there, with a credential of its own. " +
      'Personal data travel only in request and response bodies. Every outcome is status 200; any other status is a fault.',
    [
      operationPaths(
        portalOperations.map(({ outcomes, ...operation }) => ({
          ...operation,
          outcomes: Object.entries(outcomes),
        })),
      ),
    ],
  );
}
