import type { Logger } from 'pino';
import { z } from 'zod';
import type { Bus } from './bus.ts';
import { type Conversation, engineMessage, type Order } from './events.ts';
import type { EngineListener } from './matcher.ts';
import type { Scripts } from './scripts.ts';

/** A third of the lease, so that two beats may fail. */
const beatMs = 2_000;
/** More callers and conversations than an engine has; only what Redis forgot is lost beyond it. */
const most = 5_000;

const missing = z
  .tuple([z.string(), z.string()])
  .transform((lists) => lists.map((text) => z.array(z.string()).parse(JSON.parse(text))));

interface EngineLinkParts {
  readonly engine: string;
  readonly listener: EngineListener;
  readonly logger: Logger;
  readonly bus: Bus;
  readonly scripts: Scripts;
  readonly answer: (channel: string, text: string) => Promise<unknown>;
}

/**
 * One engine's side: hears what is decided for it, says every two seconds that it is there, and puts back what Redis no
 * longer knows of (it was emptied, or took the engine for gone).
 */
export class EngineLink {
  readonly #parts: EngineLinkParts;
  /** What was given to `enter`, by caller. */
  readonly #entries = new Map<string, Readonly<Record<string, unknown>>>();
  /** Conversations as they are now, by id. */
  readonly #talks = new Map<string, Readonly<Record<string, unknown>>>();
  #timer: NodeJS.Timeout | undefined;
  #stop: (() => Promise<void>) | undefined;
  #closed = false;

  constructor(parts: EngineLinkParts) {
    this.#parts = parts;
  }

  /** @throws Error when Redis is away */
  async open(): Promise<void> {
    const { bus, engine } = this.#parts;
    this.#stop = await bus.hear(`to:${engine}`, (text) => this.#hear(text));
    await this.#beat();
    this.#schedule();
  }

  entered(id: string, given: Readonly<Record<string, unknown>>): void {
    if (this.#entries.size < most) this.#entries.set(id, given);
  }

  left(id: string): void {
    this.#entries.delete(id);
  }

  talking(conversation: Conversation, wrap: number): void {
    if (this.#talks.size < most) this.#talks.set(conversation.id, { ...conversation, wrap });
  }

  /** What a conversation is doing now, and what is known of its caller. */
  changed(id: string, now: Partial<Pick<Conversation, 'state' | 'sealedContext'>>): void {
    const known = this.#talks.get(id);
    if (known !== undefined) this.#talks.set(id, { ...known, ...now });
  }

  silent(id: string): void {
    this.#talks.delete(id);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    await Promise.allSettled([
      this.#stop?.(),
      this.#parts.scripts.run('leaveEngine', { engine: this.#parts.engine }),
    ]);
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(async () => {
      await this.#beat().catch((error: unknown) =>
        this.#parts.logger.debug({ reason: String(error) }, 'the queues did not hear the engine'),
      );
      this.#schedule();
    }, beatMs).unref();
  }

  async #beat(): Promise<void> {
    const { scripts, engine } = this.#parts;
    const [waiting = [], talking = []] = missing.parse(
      await scripts.run('beatEngine', {
        engine,
        waiting: [...this.#entries.keys()],
        talking: [...this.#talks.keys()],
      }),
    );
    for (const id of waiting) {
      const given = this.#entries.get(id);
      if (given !== undefined) await scripts.run('enter', given);
    }
    for (const id of talking) {
      const given = this.#talks.get(id);
      if (given !== undefined) await scripts.run('restore', given);
    }
  }

  #hear(text: string): void {
    const { listener, logger, engine } = this.#parts;
    const message = engineMessage.safeParse(JSON.parse(text));
    if (!message.success) {
      logger.error({ engine }, 'a decision cannot be read');
      return;
    }
    switch (message.data.type) {
      case 'offer':
        listener.offer(message.data);
        break;
      case 'withdrawn':
        listener.withdrawn(message.data);
        break;
      case 'ended':
        this.left(message.data.callId);
        listener.ended(message.data);
        break;
      case 'moved':
        listener.moved(message.data);
        break;
      case 'command':
        void this.#carryOut(message.data);
        break;
    }
  }

  async #carryOut(order: Order): Promise<void> {
    const { listener, answer, logger } = this.#parts;
    try {
      const outcome = await listener.command(order);
      await answer(order.answerTo, JSON.stringify({ orderId: order.orderId, answer: outcome }));
    } catch (error) {
      logger.error({ command: order.command.type, reason: String(error) }, 'a command could not be answered');
    }
  }
}
