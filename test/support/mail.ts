/** Requests as the desk enters them, and documents as the back office gives them, for tests of what comes after. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { RequestBook } from '../../src/mail/book.ts';
import type { MailKeys } from '../../src/mail/keys.ts';
import { Sealer } from '../../src/privacy/seal.ts';
import { Sensitive } from '../../src/privacy/sensitive.ts';
import { toWire } from '../../src/privacy/wire.ts';

export const residence = {
  presso: '',
  via: 'Via Roma, 1',
  cap: '37100',
  localita: 'Verona',
  provincia: 'VR',
  stato: '',
};
const content = {
  tipo: 'dati-f24',
  intestatario: {
    nome: 'Ada Verdi',
    nomeOriginale: null,
    codiceFiscale: 'VRDDAA80A41H501X',
    nascita: '1980-01-01',
  },
  gestione: 'artigiani',
  anno: 2026,
  rate: [
    {
      rata: 1,
      scadenza: '2026-05-16',
      importo: 10_000,
      causale: 'AF',
      codiceSede: '7000',
      codiceInps: '12345678901234567',
      dal: '2026-01-01',
      al: '2026-03-31',
    },
  ],
};

/** What the back office says of a document. @param address null for somebody who has none */
export function documentFor(address: object | null, email: string | null = null) {
  return {
    outcome: 'found',
    value: {
      destinatario: {
        nome: new Sensitive('nome', 'Ada Verdi'),
        residenza: address === null ? null : new Sensitive('indirizzo', address),
        email: email === null ? null : new Sensitive('email', email),
      },
      dati: new Sensitive('persona', content),
    },
  };
}

export interface EnteredRequest {
  readonly id: string;
  readonly reference: string;
}

/** Enters a request of somebody who has asked for nothing yet. */
export async function enterRequest(
  book: RequestBook,
  keys: MailKeys,
  given: {
    readonly channel?: 'residence' | 'email' | 'sms';
    readonly kind?: string;
    readonly at?: Date;
  } = {},
): Promise<EnteredRequest> {
  const { channel = 'residence', kind = 'dati-f24', at = new Date() } = given;
  const sealed =
    channel === 'sms'
      ? { number: new Sensitive('telefono', '+393331234567'), values: { codice: 'A1' } }
      : { persona: new Sensitive('persona', randomUUID()) };
  const { reference } = await book.enter({
    kind: channel === 'sms' ? 'sms' : kind,
    channel,
    person: randomBytes(32),
    parameters: channel === 'sms' ? { text: 'p.sms' } : {},
    sealed: new Sealer(keys.seal).seal(new Sensitive('persona', toWire(sealed))),
    language: 'it',
    expectedBy: '2026-12-07',
    fingerprint: randomBytes(32),
    deduplication: randomBytes(32),
    idempotencyKey: randomUUID(),
    at,
  });
  const found = await book.find(reference);
  return { id: found?.request.id ?? '', reference };
}
