import { z } from 'zod';
import { readRequest, WebError } from '../../web/errors.ts';
import { contextOf, hiddenValue } from '../card.ts';
import { aboutOf, type DeskParts, ownCase } from './desk-parts.ts';

const name = z.string().regex(/^[\w.-]{1,80}$/);
const toWhom = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('operator'), operator: name }),
  z.strictObject({ type: z.literal('queue'), queue: name }),
]);
/** What an operator may do with a conversation; a supervisor's commands are not among them. */
const command = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['hold', 'unhold', 'hang-up', 'cancel-consult', 'complete-transfer', 'conference']),
  }),
  z.strictObject({ type: z.literal('consult'), to: toWhom }),
  z.strictObject({
    type: z.literal('transfer'),
    to: z.discriminatedUnion('type', [
      ...toWhom.options,
      z.strictObject({ type: z.literal('flow'), flow: name }),
    ]),
  }),
]);
const reveal = z.strictObject({ field: z.string().min(1).max(100) });
const dispose = z.strictObject({ disposition: name });

/** One conversation: what is known of the caller, what is done with the line, how it ended. */
export function serveConversation(parts: DeskParts): void {
  const { app, matcher, cases, sealer, records, settings, sessionOf } = parts;

  app.get('/api/desk/conversations/:id', async (request) => parts.card(await ownCase(parts, request)));

  app.post('/api/desk/conversations/:id/commands', async (request) => {
    const file = await ownCase(parts, request);
    const wish = readRequest(command, request.body);
    const refusedFlow =
      wish.type === 'transfer' &&
      wish.to.type === 'flow' &&
      !settings.flows.some((flow) => wish.to.type === 'flow' && flow.name === wish.to.flow);
    if (refusedFlow) throw new WebError(400, 'bad-request', ['to.flow']);
    const answer = await matcher.command(file.id, wish, sessionOf(request).person.name);
    return { outcome: answer.outcome, ...('why' in answer ? { why: answer.why } : {}) };
  });

  /** Audited before it is shown: what cannot be written down stays hidden. */
  app.post('/api/desk/conversations/:id/reveal', async (request) => {
    const file = await ownCase(parts, request);
    const { field } = readRequest(reveal, request.body);
    const context = contextOf(file, sealer);
    if (context === undefined || hiddenValue(context, field) === undefined)
      throw new WebError(404, 'no-such-field');
    if (!file.revealed.includes(field)) {
      if (!(await records.revealed(aboutOf(file), field))) throw new WebError(503, 'not-audited');
      return parts.card(await cases.change(file, { revealed: [...file.revealed, field] }));
    }
    return parts.card(file);
  });

  app.post('/api/desk/conversations/:id/disposition', async (request) => {
    const file = await ownCase(parts, request);
    const { disposition } = readRequest(dispose, request.body);
    if (!settings.dispositions.some((one) => one.name === disposition))
      throw new WebError(400, 'bad-request', ['disposition']);
    if (!(await records.disposed(aboutOf(file), disposition))) throw new WebError(503, 'records-away');
    return parts.card(await cases.change(file, { disposition }));
  });
}
