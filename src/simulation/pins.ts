import type { ResultOf } from '../backoffice/operation.ts';
import { pinVerifica } from '../backoffice/operations/pin.verifica.ts';
import { dayInItaly } from '../backoffice/reference/day-in-italy.ts';
import { type Handler, handler } from '../backoffice/reference/handlers/handler.ts';
import { onePerson } from '../backoffice/reference/handlers/one-person.ts';
import { afterFailure, personSubject, pinRules, type Tries } from '../backoffice/reference/pin-tries.ts';

const dayMs = 86_400_000;

/** PINs as the reference back office judges them, in memory and for one call. */
export class SimulatedPins {
  readonly #tries = new Map<string, Omit<Tries, 'subject'>>();

  readonly handlers: readonly Handler[] = [
    handler(pinVerifica, (args, asked) => {
      const { index, pin } = onePerson(asked, args.persona);
      const { now } = asked;
      const caller = args.chiamante?.reveal().replace(/[^\d+]/g, '') ?? '';
      const person = { name: personSubject(index), rule: pinRules.person };
      const subjects =
        caller === '' ? [person] : [person, { name: `chiamante:${caller}`, rule: pinRules.caller }];
      const locked = this.#lockedUntil(subjects, now);
      if (locked !== undefined) return locked;
      if (pin === undefined) return { outcome: 'absent', value: {} };
      if (pin.keys === args.pin.reveal()) {
        const tries = this.#tries.get(person.name);
        if (tries !== undefined) this.#tries.set(person.name, { ...tries, failures: 0, locked: null });
        if (pin.active) return { outcome: 'found', value: {} };
        // As in the database: one that ran out did so the day before it was filled.
        return { outcome: 'expired', value: { scaduto: dayInItaly(new Date(now.getTime() - dayMs)) } };
      }
      const left = subjects.map(({ name, rule }) => {
        const counted = afterFailure(this.#tries.get(name), rule, now);
        this.#tries.set(name, counted);
        return counted.left;
      });
      const restano = Math.min(...left);
      return this.#lockedUntil(subjects, now) ?? { outcome: 'wrong', value: { restano } };
    }),
  ];

  #lockedUntil(
    subjects: readonly { readonly name: string }[],
    now: Date,
  ): ResultOf<typeof pinVerifica> | undefined {
    const until = Math.max(...subjects.map(({ name }) => this.#tries.get(name)?.locked?.getTime() ?? 0));
    return until > now.getTime()
      ? { outcome: 'locked', value: { fino: new Date(until).toISOString() } }
      : undefined;
  }
}
