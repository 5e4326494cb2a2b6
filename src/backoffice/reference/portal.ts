import type { z } from 'zod';
import {
  issuePin,
  type PortalOperation,
  type PortalResult,
  pinState,
  revokePin,
} from '../portal/operations.ts';
import type { PinIssuing } from './pin-issuing.ts';
import { BadRequest, headerKey } from './requests.ts';

/** Everything of the portal's is below this path, and nothing of the engine's. */
export const portalPath = '/portale/';

/** Something that the portal can ask by POST. */
export interface PortalRoute {
  readonly path: string;
  /**
   * @param body as it was sent
   * @param key the header Idempotency-Key
   * @throws BadRequest; IdempotencyKeyReused
   */
  answer(body: unknown, key: unknown): Promise<unknown>;
}

/** What the institution's portal can ask. Who may ask is settled by whoever serves it. */
export function portalRoutes(pins: PinIssuing): readonly PortalRoute[] {
  return [
    route(issuePin, (args, idempotencyKey) => pins.issue(args, idempotencyKey)),
    route(pinState, ({ codiceFiscale }) => pins.state(codiceFiscale)),
    route(revokePin, ({ codiceFiscale }) => pins.revoke(codiceFiscale)),
  ];
}

function route<Arguments extends z.ZodObject, Results extends PortalOperation['outcomes']>(
  operation: PortalOperation<Arguments, Results>,
  handle: (args: z.output<Arguments>, idempotencyKey: string) => Promise<PortalResult<Results>>,
): PortalRoute {
  return {
    path: operation.path,
    async answer(body, header) {
      const args = operation.arguments.safeParse(body);
      if (!args.success) throw new BadRequest(args.error.issues.map(({ path }) => path.join('.')));
      const key = headerKey.safeParse(header);
      if (!key.success && !operation.safe) throw new BadRequest(['Idempotency-Key']);
      return await handle(args.data, key.data ?? '');
    },
  };
}
