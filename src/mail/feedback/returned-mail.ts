import { z } from 'zod';
import { Sealer } from '../../privacy/seal.ts';
import { Sensitive } from '../../privacy/sensitive.ts';
import { fromWire } from '../../privacy/wire.ts';
import type { Database } from '../../store/database.ts';
import { WebError } from '../../web/errors.ts';
import type { BackOffice } from '../desk.ts';
import type { MailKeys } from '../keys.ts';
import type { ReturnedMail } from './intake.ts';

/** Words of the back office for why mail came back (operation recapiti.segnala), by those of carriers. */
const motives: Readonly<Record<string, string>> = {
  'unknown-recipient': 'sconosciuto',
  moved: 'trasferito',
  'no-such-address': 'inesistente',
  'insufficient-address': 'insufficiente',
  deceased: 'deceduto',
  refused: 'rifiutato',
  unclaimed: 'non-ritirato',
};

const row = z.object({ channel: z.enum(['residence', 'email', 'sms']), sealed: z.string() });
const sealedRequest = z.object({ persona: z.instanceof(Sensitive<unknown>) });

/** Tells the registry which address mail came back from, so that nothing is sent there until it changes. */
export class ReturnedToRegistry implements ReturnedMail {
  readonly #database: Database;
  readonly #sealer: Sealer;
  readonly #backOffice: BackOffice;

  constructor(parts: {
    readonly database: Database;
    readonly keys: MailKeys;
    readonly backOffice: BackOffice;
  }) {
    this.#database = parts.database;
    this.#sealer = new Sealer(parts.keys.seal);
    this.#backOffice = parts.backOffice;
  }

  async flag(reference: string, reason: string | undefined): Promise<void> {
    const [found] = await this.#database.rows(
      row,
      'SELECT channel, sealed FROM mail.request WHERE reference = $1',
      [reference],
    );
    // Numbers of messages are no addresses of the registry.
    if (found === undefined || found.channel === 'sms') return;
    const sealed = z.instanceof(Sensitive<string>).parse(this.#sealer.open(found.sealed));
    const { persona } = sealedRequest.parse(fromWire(JSON.parse(sealed.reveal())));
    const { outcome } = await this.#backOffice.call(
      'recapiti.segnala',
      {
        persona,
        canale: found.channel === 'email' ? 'email' : 'residenza',
        motivo: motives[reason ?? ''] ?? 'altro',
      },
      { idempotencyKey: `returned ${reference}` },
    );
    if (outcome === 'unavailable') throw new WebError(503, 'try-again');
  }
}
