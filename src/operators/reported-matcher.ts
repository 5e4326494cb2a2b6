import type { Command, Offer, OperatorView } from '../matching/events.ts';
import type {
  DeskSession,
  EngineListener,
  Entry,
  LeaveReason,
  Matcher,
  SignIn,
} from '../matching/matcher.ts';
import type { Stays } from './stays.ts';

/** An engine's matcher, whose words are noted as what remains of conversations. It decides and changes nothing. */
export class ReportedMatcher implements Matcher {
  readonly #matcher: Matcher;
  readonly #stays: Stays;
  /** Whose call an offer is, until it is answered or not. */
  readonly #calls = new Map<string, string>();

  constructor(matcher: Matcher, stays: Stays) {
    this.#matcher = matcher;
    this.#stays = stays;
  }

  async enter(entry: Entry) {
    const entered = await this.#matcher.enter(entry);
    this.#stays.entered(entry, entered);
    return entered;
  }

  async leave(id: string, why: LeaveReason): Promise<void> {
    this.#stays.left(id, why);
    await this.#matcher.leave(id, why);
  }

  serve(engine: string, listener: EngineListener) {
    return this.#matcher.serve(engine, {
      offer: (offer) => {
        this.#offered(offer);
        listener.offer(offer);
      },
      withdrawn: (withdrawn) => {
        this.#calls.delete(withdrawn.offerId);
        listener.withdrawn(withdrawn);
      },
      ended: (ended) => {
        this.#stays.ended(ended);
        listener.ended(ended);
      },
      moved: (moved) => {
        this.#stays.moved(moved);
        listener.moved(moved);
      },
      command: (order) => listener.command(order),
    });
  }

  async found(engine: string) {
    const found = await this.#matcher.found(engine);
    for (const conversation of found.conversations) {
      if (conversation.state === 'ringing') this.#calls.set(conversation.id, conversation.callId);
      else this.#stays.adopted(conversation);
    }
    return found;
  }

  async connected(offerId: string) {
    const word = await this.#matcher.connected(offerId);
    const callId = this.#calls.get(offerId);
    this.#calls.delete(offerId);
    if (word === 'yes' && callId !== undefined) this.#stays.connected(offerId, callId);
    return word;
  }

  async declined(offerId: string, why: Parameters<Matcher['declined']>[1]): Promise<void> {
    this.#calls.delete(offerId);
    await this.#matcher.declined(offerId, why);
  }

  async postponed(offerId: string, notBefore: number) {
    this.#calls.delete(offerId);
    return await this.#matcher.postponed(offerId, notBefore);
  }

  async over(offerId: string): Promise<void> {
    this.#stays.over(offerId);
    await this.#matcher.over(offerId);
  }

  async lost(offerId: string): Promise<void> {
    this.#stays.over(offerId);
    await this.#matcher.lost(offerId);
  }

  #offered(offer: Offer): void {
    // Bounded by what an engine can have ringing at once; what is never answered is told as withdrawn or declined.
    this.#calls.set(offer.offerId, offer.callId);
    this.#stays.offered(offer);
  }

  place(id: string) {
    return this.#matcher.place(id);
  }
  adopt(conversation: string, engine: string) {
    return this.#matcher.adopt(conversation, engine);
  }
  ringing(...given: Parameters<Matcher['ringing']>) {
    return this.#matcher.ringing(...given);
  }
  phase(...given: Parameters<Matcher['phase']>) {
    return this.#matcher.phase(...given);
  }
  signIn(operator: SignIn) {
    return this.#matcher.signIn(operator);
  }
  signOut(desk: DeskSession) {
    return this.#matcher.signOut(desk);
  }
  beat(desk: DeskSession) {
    return this.#matcher.beat(desk);
  }
  ready(desk: DeskSession) {
    return this.#matcher.ready(desk);
  }
  pause(desk: DeskSession, reason: string) {
    return this.#matcher.pause(desk, reason);
  }
  wrapUp(desk: DeskSession) {
    return this.#matcher.wrapUp(desk);
  }
  conversation(id: string) {
    return this.#matcher.conversation(id);
  }
  command(conversation: string, command: Command, by: string) {
    return this.#matcher.command(conversation, command, by);
  }
  operator(id: string) {
    return this.#matcher.operator(id);
  }
  watch(operator: string | 'all', listener: (view: OperatorView) => void) {
    return this.#matcher.watch(operator, listener);
  }
  snapshot() {
    return this.#matcher.snapshot();
  }
  close() {
    return this.#matcher.close();
  }
}
