import { z } from 'zod';
import type { Told } from '../../matching/matcher.ts';
import { readRequest, WebError } from '../../web/errors.ts';
import type { DeskParts } from './desk-parts.ts';

const name = z.string().regex(/^[a-z0-9-]{1,60}$/);
const body = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('ready') }),
  z.strictObject({ to: z.literal('pause'), reason: name }),
  z.strictObject({ to: z.literal('wrap-up') }),
]);

/** The operator's own state, and who else is there. */
export function serveState({ app, sessionOf, matcher, settings, phoneIsThere }: DeskParts): void {
  app.post('/api/desk/state', async (request) => {
    const wish = readRequest(body, request.body);
    const { person, id } = sessionOf(request);
    const desk = { operator: person.name, session: id };
    if (wish.to === 'ready' && !phoneIsThere(person.name)) throw new WebError(409, 'no-phone');
    if (wish.to === 'pause' && !settings.pauses.some((pause) => pause.name === wish.reason))
      throw new WebError(400, 'bad-request', ['reason']);
    const told: Told =
      wish.to === 'ready'
        ? await matcher.ready(desk)
        : wish.to === 'pause'
          ? await matcher.pause(desk, wish.reason)
          : await matcher.wrapUp(desk);
    if (told !== 'done' && told !== 'later') throw new WebError(409, told);
    return { told };
  });

  /** Colleagues to consult or to hand a caller to: by what they read of each other on the wall. */
  app.get('/api/desk/colleagues', async (request) => {
    const own = sessionOf(request).person.name;
    const { operators } = await matcher.snapshot();
    return operators
      .filter(({ operator, state }) => operator !== own && state !== 'offline')
      .map(({ operator, name: title, state }) => ({ name: operator, title, state }));
  });
}
