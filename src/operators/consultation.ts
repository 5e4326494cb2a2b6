import { reasonOf } from '../call/failure.ts';
import { steadyNow } from '../clock.ts';
import type { CommandAnswer, Ended, Offer, Withdrawn } from '../matching/events.ts';
import { languages } from '../speech/language.ts';
import { Conversation, type HandedTo } from './conversation.ts';
import { Leg } from './leg.ts';
import type { Guest, OperatorParts } from './parts.ts';

let made = 0;

/** An operator asks a colleague while the caller hears music: the colleague is found by the matching, as for a caller. */
export class Consultation implements Guest {
  readonly id: string;
  readonly #asking: Conversation;
  readonly #parts: OperatorParts;
  readonly #over: (conversation: Conversation) => void;
  #ringing: { readonly offer: Offer; readonly leg: Leg } | undefined;
  #colleague: Conversation | undefined;
  /** Only one colleague will do: nobody else of the queue is asked. */
  #onlyOne = false;
  #giveUpAt = 0;
  #conference = false;
  #cancelled = false;

  constructor(asking: Conversation, parts: OperatorParts, over: (conversation: Conversation) => void) {
    made += 1;
    this.id = `${asking.given.id}-c${made}`;
    this.#asking = asking;
    this.#parts = parts;
    this.#over = over;
  }

  async begin(to: HandedTo): Promise<CommandAnswer> {
    const { queue, language } = this.#asking.given;
    const { sealedContext } = this.#asking;
    const known = languages.find((one) => one === language);
    const name = to.type === 'queue' ? to.queue : queue.name;
    if (known === undefined || this.#parts.queues().find(name) === undefined)
      return { outcome: 'refused', why: 'no-queue' };
    const { consultMs } = this.#parts.timings;
    this.#onlyOne = to.type === 'operator';
    this.#giveUpAt = steadyNow() + consultMs;
    this.#parts.guests.set(this.id, this);
    const entered = await this.#parts.matcher
      .enter({
        id: this.id,
        queue: name,
        language: known,
        engine: this.#parts.engine,
        sealedContext,
        atHead: true,
        uncounted: true,
        giveUpAt: Date.now() + consultMs,
        ...(to.type === 'operator' ? { operator: to.operator } : {}),
      })
      .catch(() => 'away' as const);
    if (entered === 'waiting' || entered === 'already') return { outcome: 'done' };
    this.#parts.guests.delete(this.id);
    return { outcome: 'refused', why: entered };
  }

  offer(offer: Offer): void {
    void this.#ring(offer);
  }

  withdrawn({ offerId }: Withdrawn): void {
    const ringing = this.#ringing;
    if (ringing?.offer.offerId !== offerId) return;
    this.#ringing = undefined;
    ringing.leg.hangUp();
    this.#unanswered();
  }

  ended(_ended: Ended): void {
    this.#failed();
  }

  moved(): void {}

  async command(word: 'cancel-consult' | 'complete-transfer' | 'conference'): Promise<CommandAnswer> {
    const colleague = this.#colleague;
    if (word === 'cancel-consult') {
      this.cancel();
      await this.#asking.consultationOver(this.#conference);
      return { outcome: 'done' };
    }
    if (colleague === undefined || colleague.isOver) return { outcome: 'refused', why: 'nobody-answered' };
    if (word === 'conference') {
      this.#conference = true;
      await this.#asking.join(colleague);
      return { outcome: 'done' };
    }
    this.#colleague = undefined;
    await this.#asking.moveTo(colleague);
    return { outcome: 'done' };
  }

  /** The colleague goes; whoever asked stays where they are. */
  cancel(): void {
    this.#cancelled = true;
    this.#parts.guests.delete(this.id);
    const { matcher, logger } = this.#parts;
    const colleague = this.#colleague;
    this.#colleague = undefined;
    if (colleague !== undefined) void colleague.end({ how: 'answered' });
    else
      matcher.leave(this.id, 'left').catch((error: unknown) => {
        logger.warn({ reason: reasonOf(error) }, 'a consultation could not be taken back');
      });
    this.#ringing?.leg.hangUp();
  }

  /** Another engine has those who asked: it ends what is left of this. */
  letGo(): void {
    this.#cancelled = true;
    this.#parts.guests.delete(this.id);
    this.#ringing?.leg.letGo();
    this.#colleague?.letGo();
    this.#colleague = undefined;
  }

  async #ring(offer: Offer): Promise<void> {
    const { network, matcher, logger } = this.#parts;
    const { offerId } = offer;
    const leg = Leg.ringOperator(network, offer, logger);
    this.#ringing = { offer, leg };
    if ((await matcher.ringing(offerId).catch(() => 'yes')) === 'gone') leg.hangUp();
    const answered = await leg.answered;
    // Withdrawn meanwhile: the line has it again, and another phone may ring by now.
    if (this.#ringing?.leg !== leg) return leg.hangUp();
    if (!answered) {
      const { end } = await leg.over;
      this.#ringing = undefined;
      if (this.#cancelled) return;
      const why = end === 'no-answer' || end === 'busy' ? end : end === 'refused' ? 'busy' : 'failed';
      await matcher.declined(offerId, why).catch(() => undefined);
      this.#unanswered();
      return;
    }
    this.#ringing = undefined;
    if (this.#cancelled || (await matcher.connected(offerId).catch(() => 'yes')) === 'gone') {
      leg.hangUp();
      this.#unanswered();
      return;
    }
    await this.#answered(offer, leg).catch((error: unknown) => {
      logger.warn({ reason: reasonOf(error) }, 'a colleague could not be asked');
      leg.hangUp();
      this.#failed();
    });
  }

  async #answered(offer: Offer, leg: Leg): Promise<void> {
    const { queue, language, callId } = this.#asking.given;
    const colleague = new Conversation(
      {
        id: offer.offerId,
        callId,
        operator: offer.operator.id,
        queue: this.#parts.queues().find(offer.queue) ?? queue,
        language,
        sealedContext: this.#asking.sealedContext,
        leg,
        stay: undefined,
      },
      this.#parts,
      (conversation) => this.#colleagueGone(conversation),
    );
    this.#colleague = colleague;
    this.#parts.conversations.set(offer.offerId, colleague);
    await colleague.open();
    if (leg.channel !== undefined) await colleague.letIn(leg.channel);
    const asking = this.#asking.given.leg.channel;
    if (asking !== undefined) await colleague.letIn(asking);
  }

  #colleagueGone(conversation: Conversation): void {
    this.#over(conversation);
    if (this.#colleague !== conversation) return;
    this.#colleague = undefined;
    this.#parts.guests.delete(this.id);
    if (!this.#cancelled) void this.#asking.consultationOver(this.#conference).catch(() => undefined);
  }

  /** A phone was not picked up: whoever is next in the queue is offered it, as long as there is time. */
  #unanswered(): void {
    if (this.#onlyOne || steadyNow() >= this.#giveUpAt) this.#failed();
  }

  #failed(): void {
    if (this.#cancelled) return;
    this.cancel();
    void this.#asking.consultationOver(false).catch(() => undefined);
  }
}
