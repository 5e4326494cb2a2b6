import type { z } from 'zod';
import { idempotencyKeyOf, readRequest } from '../../web/errors.ts';
import type { WebServer } from '../../web/server.ts';
import { portalOpenApiDocument } from '../portal/contract.ts';
import {
  issuePin,
  type PortalOperation,
  type PortalResult,
  pinState,
  revokePin,
} from '../portal/operations.ts';
import type { PinIssuing } from './pin-issuing.ts';

/** Everything of the portal's is below this path, and nothing of the engine's. */
export const portalPath = '/portale/';
export const portalContractPath = `${portalPath}openapi.json`;

/** Serves what the institution's portal can ask. Who may ask is settled by the server. */
export function servePortal(app: WebServer, pins: PinIssuing): void {
  function serve<Arguments extends z.ZodObject, Results extends PortalOperation['outcomes']>(
    operation: PortalOperation<Arguments, Results>,
    handle: (args: z.output<Arguments>, idempotencyKey: string) => Promise<PortalResult<Results>>,
  ): void {
    app.post(operation.path, async (request, reply) => {
      const args = readRequest(operation.arguments, request.body);
      const idempotencyKey = operation.safe ? '' : idempotencyKeyOf(request.headers);
      // An answer that may hold a PIN is nobody's to keep.
      reply.header('cache-control', 'no-store');
      return await handle(args, idempotencyKey);
    });
  }

  serve(issuePin, (args, idempotencyKey) => pins.issue(args, idempotencyKey));
  serve(pinState, ({ codiceFiscale }) => pins.state(codiceFiscale));
  serve(revokePin, ({ codiceFiscale }) => pins.revoke(codiceFiscale));
  app.get(portalContractPath, async () => portalOpenApiDocument());
}
