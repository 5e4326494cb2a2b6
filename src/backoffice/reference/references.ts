import { z } from 'zod';
import { SealError, Sealer } from '../../privacy/seal.ts';
import { Sensitive } from '../../privacy/sensitive.ts';
import { discriminante } from '../operations/persone.ts';

const personReference = z.object({ type: z.literal('persona'), citizen: z.int() });
const searchReference = z.object({
  type: z.literal('ricerca'),
  citizens: z.array(z.int()).min(1),
  asked: z.array(discriminante),
});
const applicationReference = z.object({ type: z.literal('domanda'), citizen: z.int(), position: z.int() });
const reference = z.discriminatedUnion('type', [personReference, searchReference, applicationReference]);

/** What an opaque reference stands for. */
export type Reference = z.infer<typeof reference>;

/** A reference that this back office did not write, or of another type than the operation takes. */
export class UnknownReference extends Error {}

/**
 * Opaque references to people, searches and applications: encrypted, so that they tell nothing and cannot be made up,
 * and holding all that is needed, so that nothing has to be remembered between two requests.
 */
export class References {
  readonly #sealer: Sealer;

  /** @param key 32 bytes */
  constructor(key: Buffer) {
    this.#sealer = new Sealer(key);
  }

  write(meaning: Reference): Sensitive {
    const kind = meaning.type === 'domanda' ? 'pratica' : 'persona';
    const sealed = this.#sealer.seal(new Sensitive<Reference>(kind, meaning));
    return new Sensitive(kind, Buffer.from(sealed).toString('base64url'));
  }

  /** @throws UnknownReference */
  read(text: Sensitive): Reference {
    try {
      const opened = this.#sealer.open(Buffer.from(text.reveal(), 'base64url').toString('utf8'));
      return reference.parse(opened instanceof Sensitive ? opened.reveal() : undefined);
    } catch (error) {
      if (error instanceof SealError || error instanceof SyntaxError || error instanceof z.ZodError) {
        throw new UnknownReference('a reference that this back office did not give');
      }
      throw error;
    }
  }

  /** The person a reference stands for. @throws UnknownReference */
  readPerson(text: Sensitive): number {
    const meaning = this.read(text);
    if (meaning.type !== 'persona') throw new UnknownReference('not the reference of a person');
    return meaning.citizen;
  }
}
