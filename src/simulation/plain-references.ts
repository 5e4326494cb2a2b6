import type { ReferenceBook } from '../backoffice/reference/handlers/asked.ts';
import { type Reference, UnknownReference } from '../backoffice/reference/references.ts';
import { Sensitive } from '../privacy/sensitive.ts';

/** References of one simulated call: numbered, and the same for the same meaning, so that a call repeats itself. */
export class PlainReferences implements ReferenceBook {
  readonly #meanings = new Map<string, Reference>();
  readonly #names = new Map<string, string>();

  write(meaning: Reference): Sensitive {
    const text = JSON.stringify(meaning);
    const name = this.#names.get(text) ?? `riferimento-${this.#names.size + 1}`;
    this.#names.set(text, name);
    this.#meanings.set(name, meaning);
    return new Sensitive(meaning.type === 'domanda' ? 'pratica' : 'persona', name);
  }

  read(reference: Sensitive): Reference {
    const meaning = this.#meanings.get(reference.reveal());
    if (meaning === undefined) throw new UnknownReference('a reference that this back office did not give');
    return meaning;
  }
}
