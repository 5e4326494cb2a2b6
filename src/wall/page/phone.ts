import { openPhone, type Phone, type PhoneState } from '../../staff/page/softphone.ts';
import type { WallPhone } from '../wire.ts';
import { ask } from './ask.ts';

const connectTimeoutMs = 10_000;

/** The supervisor's phone: opened when it is first needed, since only then the microphone is. It answers by itself. */
export class SupervisorPhone {
  readonly #voice = new Audio();
  #phone: Promise<Phone> | undefined;
  #state: PhoneState = 'offline';
  #changed: (() => void) | undefined;

  /** Resolves once it can ring. @throws Error with what to do, in Italian */
  async ready(): Promise<void> {
    this.#phone ??= this.#open();
    try {
      await this.#phone;
    } catch {
      this.#phone = undefined;
      throw new Error('Il browser non dà il microfono: lo permetta per questa pagina, poi riprovi.');
    }
    if (this.#state !== 'offline') return;
    const connected = await new Promise<boolean>((resolve) => {
      const late = window.setTimeout(() => resolve(false), connectTimeoutMs);
      this.#changed = () => {
        if (this.#state === 'offline') return;
        window.clearTimeout(late);
        resolve(true);
      };
    });
    this.#changed = undefined;
    if (!connected) throw new Error('Il telefono della pagina non si collega: riprovi tra poco.');
  }

  async #open(): Promise<Phone> {
    const { user, password } = await ask<WallPhone>('/api/wall/phone');
    return await openPhone({
      path: '/api/wall/sip',
      user,
      password,
      automatic: true,
      voice: this.#voice,
      changed: (state) => {
        this.#state = state;
        this.#changed?.();
      },
    });
  }
}
