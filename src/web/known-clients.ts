import { createHash, timingSafeEqual } from 'node:crypto';
import { WebError } from './errors.ts';

/** Tells by the token of a request which client sent it. @throws WebError 401 when it is none of them */
export function knownClients<Client extends { readonly token: string }>(
  clients: readonly Client[],
): (request: { readonly headers: { readonly authorization?: string | undefined } }) => Client {
  const known = clients.map((client) => ({ client, digest: digestOf(`Bearer ${client.token}`) }));
  return ({ headers }) => {
    const shown = digestOf(headers.authorization ?? '');
    const found = known.find(({ digest }) => timingSafeEqual(digest, shown));
    if (found === undefined) throw new WebError(401, 'unauthorized');
    return found.client;
  };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
