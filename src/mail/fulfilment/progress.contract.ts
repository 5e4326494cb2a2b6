import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enterRequest } from '../../../test/support/mail.ts';
import type { Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import type { OpenDatabase } from '../../store/store.contract.ts';
import { RequestBook } from '../book.ts';
import type { FeedbackState } from '../feedback/event.ts';
import { FeedbackIntake } from '../feedback/intake.ts';
import { deriveMailKeys } from '../keys.ts';
import { migrations } from '../schema.ts';
import { Ledger } from './ledger.ts';
import { Progress } from './progress.ts';

const keys = deriveMailKeys(randomBytes(32));
const at = '2026-11-25T09:00:00Z';

/** What carriers tell, as it gets into the database, whatever the engine. */
export function progressContract(engine: Database['engine'], open: OpenDatabase): void {
  describe(`feedback on ${engine}`, () => {
    let database: Database;
    let book: RequestBook;
    let ledger: Ledger;
    let intake: FeedbackIntake;
    let flagged: (readonly [string, string | undefined])[] = [];

    beforeAll(async () => {
      database = await open();
      await migrate(database, 'mail', migrations);
      book = new RequestBook(database);
      ledger = new Ledger(database);
      intake = new FeedbackIntake(new Progress(database), {
        flag: async (reference, reason) => void flagged.push([reference, reason]),
      });
    });
    afterAll(() => database.close());

    /** A request that a carrier took, under a reference of its own. */
    const handedOver = async (carrier: string) => {
      const { id, reference } = await enterRequest(book, keys, { channel: 'email' });
      await ledger.move(id, 'ADDRESS_OK');
      await ledger.move(id, 'RENDERED');
      const carrierReference = `${carrier} ${reference}`;
      await ledger.handedOver(id, carrier, carrierReference);
      return { id, reference, carrierReference };
    };
    const stateOf = async (reference: string) => (await book.find(reference))?.request.state;
    const tell = (
      carrier: string,
      state: FeedbackState,
      of: { readonly reference?: string; readonly carrierReference?: string },
      reason?: string,
    ) => intake.take(carrier, [{ ...of, state, at, reason }]);

    test('a carrier tells of what it took by either reference, each step once, with its time and reason', async () => {
      const { reference, carrierReference } = await handedOver('poste');
      expect(await tell('poste', 'POSTED', { carrierReference })).toMatchObject({ advanced: 1 });
      expect(await tell('poste', 'POSTED', { reference })).toMatchObject({ unchanged: 1 });
      expect(await tell('poste', 'PRINTED', { reference })).toMatchObject({ unchanged: 1 });
      expect(await tell('poste', 'UNDELIVERED', { reference }, 'moved')).toMatchObject({ advanced: 1 });
      const found = await book.find(reference);
      expect(found?.history.slice(-2)).toEqual([
        { state: 'POSTED', at: new Date(at) },
        { state: 'UNDELIVERED', at: new Date(at) },
      ]);
    });

    test('of what another carrier took it knows nothing; what lay in the spool any may tell of', async () => {
      const { reference, carrierReference } = await handedOver('smtp');
      for (const which of [{ reference }, { carrierReference }])
        expect(await tell('poste', 'RETURNED', which)).toMatchObject({ unknown: 1 });
      expect(await stateOf(reference)).toBe('HANDED_OVER');
      expect(flagged).toEqual([]);
      const letter = await handedOver('spool');
      expect(await tell('poste', 'POSTED', { reference: letter.reference })).toMatchObject({ advanced: 1 });
    });

    test('only what came back marks an address, also when it is told a second time', async () => {
      const { reference } = await handedOver('poste');
      for (const outcome of ['advanced', 'unchanged'])
        expect(await tell('poste', 'RETURNED', { reference }, 'moved')).toMatchObject({ [outcome]: 1 });
      expect(flagged).toEqual([
        [reference, 'moved'],
        [reference, 'moved'],
      ]);
      flagged = [];
      const { reference: neverSent } = await enterRequest(book, keys);
      expect(await tell('poste', 'RETURNED', { reference: neverSent })).toMatchObject({ unchanged: 1 });
      expect(await stateOf(neverSent)).toBe('REQUESTED');
      expect(flagged).toEqual([]);
    });

    test('of what is being handed over just now it is asked to tell again', async () => {
      const { id, reference } = await enterRequest(book, keys, { channel: 'email' });
      await ledger.move(id, 'ADDRESS_OK');
      await ledger.move(id, 'RENDERED');
      await ledger.hold(id, 60);
      await expect(tell('poste', 'DELIVERED', { reference })).rejects.toMatchObject({ status: 503 });
      await ledger.handedOver(id, 'poste', 'theirs');
      expect(await tell('poste', 'DELIVERED', { reference })).toMatchObject({ advanced: 1 });
    });
  });
}
