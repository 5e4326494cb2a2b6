import { Sensitive } from '../../privacy/sensitive.ts';
import { type Identity, isAtLeast, lowest, type Need } from '../identity.ts';
import type { Session } from '../session.ts';
import { isGroup, sameValue, type Value, type Variables } from '../values.ts';
import type { Books } from './books.ts';
import type { Asked } from './request.ts';

/** References to one person that are remembered: each answer that says whose something is gives another one. */
const mostReferences = 10;

/** A request that was not made: the call does not know enough of who calls, or of whom it asks about. */
export interface Refused {
  readonly what: string;
  readonly needs: string;
  readonly has: string;
}

/** A look-up whose answer may say who calls: what it asked, and about whom. */
export type Asking = NonNullable<NonNullable<Session['request']>['lookUp']>;

/** What the call knows of who calls, and what it may therefore ask for. */
export class Identification {
  readonly #books: Books;
  readonly #identity: Identity;

  constructor(books: Books) {
    this.#books = books;
    this.#identity = books.project.identity;
  }

  /** Why this request must not be made; undefined where it may. */
  refusal(asked: Asked): Refused | undefined {
    const need = this.#identity.need(asked);
    if (need === undefined || need.level === lowest(this.#identity.levels)) return undefined;
    const { identity } = this.#books.session;
    const has = identity?.level ?? lowest(this.#identity.levels);
    const about = personOf(asked.arguments);
    const isTheirs = about === null || identity?.of.some((one) => sameValue(one, about)) === true;
    return isTheirs && isAtLeast(this.#identity, has, need.level) ? undefined : refused(need, has, isTheirs);
  }

  /** A block came back: perhaps it found out who calls. Another person than before begins at that level. */
  returned(flow: string, name: string, value: Value): void {
    const level = this.#identity.byReturn(flow, name);
    if (level !== undefined) this.#grant(level, references(value), references(value));
  }

  /** A look-up was answered: perhaps it proved more about the person that it asked about. */
  answered({ operation, about }: Asking, outcome: string, value: Value): void {
    const level = this.#identity.byLookUp(operation, outcome);
    if (level === undefined) return;
    const asked = about === null ? [] : [about];
    this.#grant(level, asked, [...asked, ...references(isGroup(value) ? (value['persona'] ?? null) : null)]);
  }

  /** @param about whom it was proven about; a person known already keeps what is known. @param of references to them */
  #grant(level: string, about: readonly Sensitive[], of: readonly Sensitive[]): void {
    const { identity } = this.#books.session;
    const known =
      identity !== null && about.some((one) => identity.of.some((other) => sameValue(one, other)));
    if (known) {
      const higher = isAtLeast(this.#identity, identity.level, level) ? identity.level : level;
      const fresh = of.filter((one) => !identity.of.some((other) => sameValue(one, other)));
      this.#books.change({
        identity: { level: higher, of: [...identity.of, ...fresh].slice(-mostReferences) },
      });
      return;
    }
    // What was heard before is another person's: no way leads back there.
    this.#books.change({
      identity: { level, of: [...of] },
      ...(identity === null ? {} : { trail: [] }),
    });
  }
}

/** The reference to a person that a request is about: `persona`, also inside the values of a document. */
export function personOf(given: Variables): Sensitive | null {
  const own = references(given['persona'] ?? null);
  const { values } = given;
  const [person = null] = own.length > 0 || !isGroup(values) ? own : references(values['persona'] ?? null);
  return person;
}

function references(value: Value): readonly Sensitive[] {
  if (!(value instanceof Sensitive)) return [];
  const text = value.reveal();
  return typeof text === 'string' ? [new Sensitive(value.kind, text)] : [];
}

function refused({ what, level }: Need, has: string, isTheirs: boolean): Refused {
  return { what, needs: level, has: isTheirs ? has : 'another person' };
}
