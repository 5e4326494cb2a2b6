import { z } from 'zod';
import { deriveKey } from '../privacy/derive-key.ts';
import { mac } from '../privacy/mac.ts';
import { Sealer } from '../privacy/seal.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { fromWire, toWire } from '../privacy/wire.ts';
import type { Database, Queries } from '../store/database.ts';
import { referenceOf } from '../store/reference.ts';
import { WebError } from '../web/errors.ts';
import { AudioSealer, inPieces } from './audio.ts';
import { type Boxes, longestMessage } from './boxes.ts';

/** What the office says of a message; `awaiting` is one whose audio has not come so far: it is shown to nobody. */
export const states = ['new', 'heard', 'done'] as const;
export type State = (typeof states)[number];

/** Why somebody deleted a message before its time; a text of one's own could say something about the caller. */
export const deletionReasons = ['dealt-with', 'empty', 'mistake', 'asked-by-the-person'] as const;
export type DeletionReason = (typeof deletionReasons)[number];

/** A message as an engine hands it in, before its audio. */
export interface NewMessage {
  readonly box: string;
  readonly language: string;
  /** The line of the number plan that was called. */
  readonly line: string;
  readonly seconds: number;
  /** What the flow knows of it. */
  readonly about: Readonly<Record<string, unknown>>;
}

const dayMs = 86_400_000;
/** An engine that has not sent the audio by then will not. */
const awaitingMs = 60 * 60_000;
/** Asterisk's WAV files: 8 kHz, 16 bit; and what is beyond whole seconds. */
const bytesPerSecond = 16_000;
const spareSeconds = 5;

const idRow = z.object({ id: z.string(), reference: z.string(), box: z.string(), state: z.string() });
const summaryRow = z.object({
  id: z.string(),
  reference: z.string(),
  box: z.string(),
  language: z.string(),
  line: z.string(),
  seconds: z.number(),
  receivedAt: z.date(),
  until: z.date(),
  state: z.enum(states),
});
const auditRow = z.object({
  at: z.date(),
  client: z.string(),
  action: z.string(),
  box: z.string(),
  detail: z.string().nullable(),
});
const columns = `id, reference, box, language, line, seconds, received_at AS "receivedAt", until, state`;

/** A message as a list shows it: nothing of what it is about. */
export type Summary = z.output<typeof summaryRow>;
export type AuditEntry = z.output<typeof auditRow>;

/** Who does something with messages, in the words of the audit. */
const keeper = 'records';

/** Voice messages in the database: sealed, listened to by those who may, deleted in time, and each act written down. */
export class MessageBook {
  readonly #database: Database;
  readonly #key: Buffer;
  readonly #sealer: Sealer;
  readonly #requestKey: Buffer;
  readonly #boxes: () => Boxes | undefined;
  readonly #now: () => Date;

  /**
   * @param given.key 32 bytes of the records; keys of their own are made from it
   * @param given.boxes those in force now; undefined while they cannot be read
   */
  constructor(given: {
    database: Database;
    key: Buffer;
    boxes: () => Boxes | undefined;
    now?: () => Date;
  }) {
    const derive = (purpose: string) => deriveKey(given.key, `centralino voice messages: ${purpose}`);
    this.#database = given.database;
    this.#key = given.key;
    this.#sealer = new Sealer(derive('about'));
    this.#requestKey = derive('request');
    this.#boxes = given.boxes;
    this.#now = given.now ?? (() => new Date());
  }

  /**
   * Enters a message; it is nobody's to hear until its audio is there.
   * @param idempotencyKey that of the recording: the same twice is one message
   * @returns the reference to tell the caller
   * @throws WebError for a box that there is not, or a message that is longer than the box takes; DatabaseError
   */
  async enter(message: NewMessage, idempotencyKey: string): Promise<string> {
    const boxes = this.#boxes();
    if (boxes === undefined) throw new WebError(503, 'try-again');
    const box = boxes.get(message.box);
    if (box === undefined) throw new WebError(404, 'no-such-box');
    if (message.seconds > box.maxSeconds + spareSeconds) throw new WebError(400, 'too-long', ['seconds']);
    const request = mac(this.#requestKey, idempotencyKey);
    const now = this.#now();
    const until = new Date(now.getTime() + box.retentionDays * dayMs);
    return await this.#database.transaction(async (queries) => {
      const before = await held(queries, request);
      if (before !== undefined) return before.reference;
      const [next] = await queries.rows(
        z.object({ count: z.string() }),
        "SELECT nextval('voice.reference') AS count",
      );
      const reference = referenceOf(BigInt(next?.count ?? 0));
      const inserted = await queries.run(
        `INSERT INTO voice.message (reference, request, box, language, line, seconds, sealed, state, received_at, until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'awaiting', $8, $9) ON CONFLICT DO NOTHING`,
        [
          reference,
          request,
          message.box,
          message.language,
          message.line,
          message.seconds,
          this.#sealer.seal(new Sensitive('persona', toWire(message.about))),
          now,
          until,
        ],
      );
      if (inserted === 1) return reference;
      // Somebody else was faster, and has committed: that is what the insert waited for.
      const faster = await held(queries, request);
      if (faster === undefined) throw new WebError(503, 'try-again');
      return faster.reference;
    });
  }

  /**
   * Takes the audio of a message, sealed piece by piece as it comes; with the last piece it is in its box. Sent again,
   * it changes nothing: a recording is never another one.
   * @throws WebError for a message that there is not, or for more audio than its box takes; DatabaseError
   */
  async takeAudio(reference: string, audio: AsyncIterable<Uint8Array>): Promise<void> {
    const [message] = await this.#database.rows(
      idRow,
      'SELECT id, reference, box, state FROM voice.message WHERE reference = $1',
      [reference],
    );
    if (message === undefined) throw new WebError(404, 'no-such-message');
    if (message.state !== 'awaiting') return;
    const sealer = new AudioSealer(this.#key, reference);
    let bytes = 0;
    let place = 0;
    try {
      const longest = this.#boxes()?.get(message.box)?.maxSeconds ?? longestMessage;
      const most = (longest + spareSeconds) * bytesPerSecond;
      for await (const { piece, last } of inPieces(audio, most)) {
        await this.#database.run(
          `INSERT INTO voice.audio (message, place, sealed) VALUES ($1, $2, $3)
           ON CONFLICT (message, place) DO UPDATE SET sealed = excluded.sealed`,
          [message.id, place, sealer.seal(piece, place, last)],
        );
        bytes += piece.byteLength;
        place += 1;
      }
    } catch (error) {
      if (error instanceof RangeError) throw new WebError(413, 'too-long');
      throw error;
    }
    await this.#database.transaction(async (queries) => {
      const kept = await queries.run(
        "UPDATE voice.message SET state = 'new', bytes = $2, pieces = $3 WHERE id = $1 AND state = 'awaiting'",
        [message.id, bytes, place],
      );
      if (kept === 1) await this.#note(queries, { ...message, client: keeper, action: 'kept' });
    });
  }

  /**
   * The newest first.
   * @param query.boxes only these
   * @param query.before an id: only older ones
   */
  async list(query: {
    boxes: readonly string[];
    state: State | null;
    before: string | null;
    limit: number;
  }): Promise<readonly Summary[]> {
    return await this.#database.rows(
      summaryRow,
      `SELECT ${columns} FROM voice.message
       WHERE box IN (SELECT jsonb_array_elements_text($1::text::jsonb)) AND state <> 'awaiting'
         AND ($2::text IS NULL OR state = $2::text)
         AND ($3::text IS NULL OR id < $3::text::bigint) ORDER BY id DESC LIMIT $4`,
      [JSON.stringify(query.boxes), query.state, query.before, query.limit],
    );
  }

  async find(reference: string): Promise<Summary | undefined> {
    const [message] = await this.#database.rows(
      summaryRow,
      `SELECT ${columns} FROM voice.message WHERE reference = $1 AND state <> 'awaiting'`,
      [reference],
    );
    return message;
  }

  /** What was done with a message, by whom; also of one that is gone. */
  async history(reference: string): Promise<readonly AuditEntry[]> {
    return await this.#database.rows(
      auditRow,
      'SELECT at, client, action, box, detail FROM voice.audit WHERE reference = $1 ORDER BY id',
      [reference],
    );
  }

  /** What the flow knew of a message; that it was read is written down first. @throws SealError, DatabaseError */
  async about(message: Summary, client: string): Promise<unknown> {
    await this.#note(this.#database, { ...message, client, action: 'about-read' });
    const [row] = await this.#database.rows(
      z.object({ sealed: z.string() }),
      'SELECT sealed FROM voice.message WHERE id = $1',
      [message.id],
    );
    if (row === undefined) throw new WebError(404, 'no-such-message');
    const opened = this.#sealer.open(row.sealed);
    return plain(
      fromWire(JSON.parse(z.string().parse(opened instanceof Sensitive ? opened.reveal() : opened))),
    );
  }

  /**
   * The audio of a message as the WAV file that was sent; that it was listened to is written down first.
   * @throws DatabaseError; AudioSealError on the way
   */
  async audio(
    message: Summary,
    client: string,
  ): Promise<{ readonly bytes: number; readonly pieces: AsyncIterable<Buffer> }> {
    await this.#note(this.#database, { ...message, client, action: 'audio-read' });
    const [row] = await this.#database.rows(
      z.object({ bytes: z.number(), pieces: z.number() }),
      'SELECT bytes, pieces FROM voice.message WHERE id = $1',
      [message.id],
    );
    if (row === undefined) throw new WebError(404, 'no-such-message');
    return { bytes: row.bytes, pieces: this.#pieces(message, row.pieces) };
  }

  /** @throws DatabaseError */
  async mark(message: Summary, state: State, client: string): Promise<void> {
    await this.#database.transaction(async (queries) => {
      const marked = await queries.run('UPDATE voice.message SET state = $2 WHERE id = $1', [
        message.id,
        state,
      ]);
      if (marked === 0) throw new WebError(404, 'no-such-message');
      await this.#note(queries, { ...message, client, action: `marked-${state}` });
    });
  }

  /** Deletes a message with its audio. @throws DatabaseError */
  async remove(message: Summary, reason: DeletionReason, client: string): Promise<void> {
    await this.#database.transaction(async (queries) => {
      const gone = await queries.run('DELETE FROM voice.message WHERE id = $1', [message.id]);
      if (gone === 1) await this.#note(queries, { ...message, client, action: 'deleted', detail: reason });
    });
  }

  /** Deletes what has been kept as long as its box says, and what never got its audio. @throws DatabaseError */
  async prune(): Promise<void> {
    const now = this.#now();
    await this.#database.transaction(async (queries) => {
      const expired = await queries.rows(
        idRow,
        `DELETE FROM voice.message WHERE until <= $1 OR (state = 'awaiting' AND received_at <= $2)
         RETURNING id, reference, box, state`,
        [now, new Date(now.getTime() - awaitingMs)],
      );
      for (const message of expired) {
        const action = message.state === 'awaiting' ? 'never-arrived' : 'expired';
        await this.#note(queries, { ...message, client: keeper, action });
      }
    });
  }

  async *#pieces({ id, reference }: Summary, pieces: number): AsyncGenerator<Buffer> {
    const sealer = new AudioSealer(this.#key, reference);
    for (let place = 0; place < pieces; place += 1) {
      const [row] = await this.#database.rows(
        z.object({ sealed: z.instanceof(Uint8Array) }),
        'SELECT sealed FROM voice.audio WHERE message = $1 AND place = $2',
        [id, place],
      );
      if (row === undefined) throw new WebError(404, 'no-such-message');
      yield sealer.open(row.sealed, place, place === pieces - 1);
    }
  }

  async #note(
    queries: Queries,
    given: { reference: string; box: string; client: string; action: string; detail?: string },
  ): Promise<void> {
    const { reference, box, client, action, detail = null } = given;
    await queries.run(
      'INSERT INTO voice.audit (at, client, action, reference, box, detail) VALUES ($1, $2, $3, $4, $5, $6)',
      [this.#now(), client, action, reference, box, detail],
    );
  }
}

async function held(queries: Queries, request: Buffer): Promise<z.output<typeof idRow> | undefined> {
  const [row] = await queries.rows(
    idRow,
    'SELECT id, reference, box, state FROM voice.message WHERE request = $1',
    [request],
  );
  return row;
}

/** Data whose personal leaves are shown: for the one who asked for just this. */
function plain(value: unknown): unknown {
  if (value instanceof Sensitive) return plain(value.reveal());
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}
