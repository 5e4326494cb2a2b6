import type { Service } from '../flow/actions.ts';
import type { Variables } from '../flow/values.ts';
import type { Answer, Requests } from './ports.ts';

/** Whoever carries the requests of one service out. */
export type ServiceRoute = (
  operation: string,
  args: Variables,
  asking: Parameters<Requests['request']>[3],
) => Promise<Answer>;

/** Each service to whoever carries it out; one that nobody does is `unavailable`. */
export function routeRequests(routes: { readonly [service in Service]?: ServiceRoute }): Requests {
  return {
    request: async (service, operation, args, asking) =>
      (await routes[service]?.(operation, args, asking)) ?? { outcome: 'unavailable', value: null },
  };
}
