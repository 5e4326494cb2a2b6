import { isGone, reasonOf } from '../call/failure.ts';
import type { CommandAnswer } from '../matching/events.ts';
import type { Bridge } from '../telephony/bridge-port.ts';
import type { Channel } from '../telephony/port.ts';
import type { Conversation } from './conversation.ts';
import { Leg } from './leg.ts';
import type { OperatorParts } from './parts.ts';

type How = 'listen' | 'whisper' | 'barge';

/** Supervisors in one conversation at once. */
const mostListeners = 4;
const ringSeconds = 20;

interface Listening {
  readonly leg: Leg;
  how: How;
  spy?: Channel;
  bridge?: Bridge;
}

let made = 0;

/**
 * Supervisors who hear a conversation: unheard (`listen`), heard by the operator alone (`whisper`), or by both
 * (`barge`). Each is rung once and may change from one to the other. Whoever sends the command has written it down first.
 */
export class Supervision {
  readonly #conversation: Conversation;
  readonly #parts: OperatorParts;
  /** By who wanted it. */
  readonly #listening = new Map<string, Listening>();

  constructor(conversation: Conversation, parts: OperatorParts) {
    this.#conversation = conversation;
    this.#parts = parts;
  }

  async begin(how: How, ring: string, by: string): Promise<CommandAnswer> {
    const known = this.#listening.get(by);
    if (known !== undefined) {
      known.how = how;
      if (known.leg.state === 'up') await this.#connect(known);
      return { outcome: 'done' };
    }
    if (this.#listening.size >= mostListeners) return { outcome: 'refused', why: 'too-many' };
    made += 1;
    const leg = Leg.ring(
      this.#parts.network,
      {
        id: `sv.${made}.${this.#conversation.given.id}`,
        destination: { to: 'operator', softphone: ring },
        ringSeconds,
        reference: this.#conversation.given.id,
      },
      this.#parts.logger,
    );
    const listening: Listening = { leg, how };
    this.#listening.set(by, listening);
    void leg.over.then(() => this.#gone(by, listening));
    void leg.answered.then(async (answered) => {
      if (!answered || this.#conversation.isOver) return leg.hangUp();
      await this.#connect(listening).catch((error: unknown) => {
        this.#parts.logger.warn({ reason: reasonOf(error) }, 'a supervisor could not be connected');
        leg.hangUp();
      });
    });
    return { outcome: 'done' };
  }

  end(by: string): CommandAnswer {
    const listening = this.#listening.get(by);
    if (listening === undefined) return { outcome: 'refused', why: 'not-listening' };
    listening.leg.hangUp();
    return { outcome: 'done' };
  }

  /** Another engine has the conversation: it ends what is left of this. */
  letGo(): void {
    for (const listening of this.#listening.values()) {
      delete listening.spy;
      delete listening.bridge;
      listening.leg.letGo();
    }
  }

  close(): void {
    for (const { leg } of this.#listening.values()) leg.hangUp();
  }

  async #connect(listening: Listening): Promise<void> {
    const { leg, how } = listening;
    const { given } = this.#conversation;
    if (leg.channel === undefined) return;
    await this.#dropSpy(listening);
    if (how === 'barge') {
      await this.#conversation.letIn(leg.channel);
      return;
    }
    const operator = given.leg.channel;
    if (operator === undefined) return;
    made += 1;
    const id = `${made}.${given.id}`;
    const bridge = await this.#parts.network.bridge(`sb.${id}`, () => {});
    listening.bridge = bridge;
    listening.spy = await operator.snoop(
      { id: `spy.${id}`, listen: 'both', whisper: how === 'whisper' },
      () => {},
    );
    await bridge.add(listening.spy);
    await bridge.add(leg.channel);
  }

  async #dropSpy(listening: Listening): Promise<void> {
    const { spy, bridge } = listening;
    delete listening.spy;
    delete listening.bridge;
    const quietly = (error: unknown) => {
      if (!isGone(error)) this.#parts.logger.warn({ reason: reasonOf(error) }, 'a spy could not be ended');
    };
    await spy?.hangUp('normal').catch(quietly);
    await bridge?.destroy().catch(quietly);
  }

  #gone(by: string, listening: Listening): void {
    if (this.#listening.get(by) === listening) this.#listening.delete(by);
    void this.#dropSpy(listening);
  }
}
