import type { Logger } from 'pino';
import type { z } from 'zod';
import { databaseUp } from '../../metrics/catalogue/neighbours.ts';
import type { Metrics } from '../../metrics/registry.ts';
import type { Database } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { pinging } from '../../store/ping.ts';
import type { Tracing } from '../../tracing/tracing.ts';
import { errorName, idempotencyKeyOf, readRequest, WebError } from '../../web/errors.ts';
import { openWebServer } from '../../web/server.ts';
import { watchServed } from '../../web/watch.ts';
import { openApiDocument } from '../contract.ts';
import { type Fields, type Operation, type Outcomes, type ResultOf, resultSchema } from '../operation.ts';
import { assenzeComunica } from '../operations/assenze.comunica.ts';
import { documentiDisponibile } from '../operations/documenti.disponibile.ts';
import { lineaApri } from '../operations/linea.apri.ts';
import { lineaRichiesta } from '../operations/linea.richiesta.ts';
import { personeCerca } from '../operations/persone.cerca.ts';
import { pinVerifica } from '../operations/pin.verifica.ts';
import { recapitiSegnala } from '../operations/recapiti.segnala.ts';
import { sportelloCerca } from '../operations/sportello.cerca.ts';
import { sportelloConferma } from '../operations/sportello.conferma.ts';
import { sportelloDisdici } from '../operations/sportello.disdici.ts';
import { sportelloSposta } from '../operations/sportello.sposta.ts';
import { sportelloStato } from '../operations/sportello.stato.ts';
import { Absences } from './absences/absences.ts';
import { syntheticCitizen } from './citizens.ts';
import type { DeskRules } from './desk/agenda.ts';
import { Desk } from './desk/desk.ts';
import { FailedSearches } from './failed-searches.ts';
import { FaultSwitch, faultSettings } from './fault-switch.ts';
import { ensureCitizens } from './fill.ts';
import { askedOf } from './handlers/asked.ts';
import { handlers } from './handlers/index.ts';
import { deriveKeys } from './keys.ts';
import { LineaForms } from './linea/forms.ts';
import type { PinForm } from './pin-code.ts';
import { type IssueRule, PinIssuing } from './pin-issuing.ts';
import type { PinRules } from './pin-tries.ts';
import { Pins } from './pins.ts';
import { portalContractPath, portalPath, servePortal } from './portal.ts';
import { References, UnknownReference } from './references.ts';
import { Registry } from './registry.ts';
import { IdempotencyKeyReused, pruneRequests } from './requests.ts';
import { type AddressOf, ReturnedMail } from './returned-mail.ts';
import { migrations } from './schema.ts';

const pruneEveryMs = 10 * 60_000;

/** The institution's portal, which issues PINs telefonici. */
export interface PortalOptions {
  /** Bearer token of the portal: another one than the engine's. */
  readonly token: string;
  /** Its name in the audit. */
  readonly client: string;
  readonly pinForm?: PinForm | undefined;
  readonly issueRule?: IssueRule | undefined;
}

export interface ReferenceBackOfficeOptions {
  readonly database: Database;
  /** Bearer token that every request must carry. */
  readonly token: string;
  /** Without it no PIN can be issued: `/portale/` is not there at all. */
  readonly portal?: PortalOptions | undefined;
  /** Secret of 32 bytes or more; another one makes the database be filled anew. */
  readonly pepper: Uint8Array;
  readonly logger: Logger;
  /** How many synthetic citizens there are. */
  readonly citizens: number;
  /** Called while citizens are being written. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Lets `POST /_faults` make it fail; for tests only. */
  readonly faults?: boolean | undefined;
  readonly pinRules?: PinRules | undefined;
  readonly deskRules?: DeskRules | undefined;
  /** Where citizens are written to; tests move somebody by it. */
  readonly addressOf?: AddressOf | undefined;
  /** Where it counts what it serves. */
  readonly metrics?: Metrics | undefined;
  readonly tracing?: Tracing | undefined;
  /** The clock of PINs and lock-outs; tests give their own. */
  readonly now?: (() => Date) | undefined;
}

export interface ReferenceBackOffice {
  /** Begins to serve. @param port 0 for a free one @returns the base URL */
  listen(options: { host?: string; port: number }): Promise<string>;
  /** Forgets what need not be kept; done every few minutes by itself. */
  prune(): Promise<void>;
  readonly desk: Desk;
  /** Forms that operators handed over. */
  readonly linea: LineaForms;
  /** Stops serving, connections included; the database stays open. */
  close(): Promise<void>;
}

/**
 * The institution's systems as the contract has them, over synthetic citizens: migrates the database, fills it,
 * and is then ready to listen. Nothing about a person reaches its log: operation, status and time only.
 * @throws MigrationError, DatabaseError; RangeError for a pepper that is too short, a portal with the engine's token or
 * a form of PIN that cannot be used
 */
export async function createReferenceBackOffice(
  options: ReferenceBackOfficeOptions,
): Promise<ReferenceBackOffice> {
  const { database, logger, portal, metrics } = options;
  const answers = pinging(database);
  metrics?.readValue(databaseUp, async () => Number(await answers()));
  if (portal?.token === options.token)
    throw new RangeError('the portal has the token of the engine: give it another one (PORTAL_TOKEN)');
  const keys = deriveKeys(options.pepper);
  await migrate(database, 'reference back office', migrations);
  await ensureCitizens(database, { citizens: options.citizens, keys, onProgress: options.onProgress });

  const references = new References(keys.references);
  const registry = new Registry(database, references);
  const pins = new Pins({ database, references, keys, rules: options.pinRules, now: options.now });
  const issuing =
    portal &&
    new PinIssuing({
      database,
      keys,
      client: portal.client,
      form: portal.pinForm,
      rule: portal.issueRule,
      now: options.now,
    });
  const isOfPortal = (path: string) => path.startsWith(portalPath);
  const searches = new FailedSearches({ database, keys, now: options.now });
  const desk = new Desk({ database, references, keys, rules: options.deskRules, now: options.now });
  const linea = new LineaForms({ database, references, keys, now: options.now });
  const absences = new Absences({ database, keys, now: options.now });
  const returned = new ReturnedMail({
    database,
    references,
    keys,
    addressOf: options.addressOf,
    now: options.now,
  });
  const app = openWebServer({
    logger,
    access: [
      { token: options.token, opens: (path) => !isOfPortal(path) },
      ...(portal === undefined ? [] : [{ token: portal.token, opens: isOfPortal }]),
    ],
    open: ['/openapi.json', portalContractPath],
    meaning,
    ...(metrics === undefined
      ? {}
      : {
          monitored: {
            metrics,
            ready: async () => {
              const there = await answers();
              return { ready: there, database: there };
            },
          },
          served: watchServed(metrics, options.tracing),
        }),
  });
  app.get('/openapi.json', async () => openApiDocument());
  const faults = options.faults === true ? new FaultSwitch() : undefined;

  function serve<Name extends string, Arguments extends Fields, Results extends Outcomes>(
    operation: Operation<Name, Arguments, Results>,
    handle: (
      args: z.output<Arguments>,
      idempotencyKey: string,
    ) => Promise<ResultOf<Operation<Name, Arguments, Results>>>,
  ): void {
    route(operation, (wire, idempotencyKey) => handle(operation.arguments.parse(wire), idempotencyKey));
  }

  function route(operation: Operation, answer: (wire: unknown, idempotencyKey: string) => unknown): void {
    const results: z.ZodType = resultSchema(operation);
    app.post(operation.path, async (request, reply) => {
      if (await faults?.spoil(reply)) return reply;
      readRequest(operation.arguments, request.body);
      const idempotencyKey = operation.safe ? '' : idempotencyKeyOf(request.headers);
      return results.encode(await answer(request.body, idempotencyKey));
    });
  }

  serve(personeCerca, (args) => registry.cerca(args));
  serve(pinVerifica, (args, idempotencyKey) => pins.verifica(args, idempotencyKey));
  serve(sportelloCerca, (args) => desk.cerca(args));
  serve(sportelloConferma, (args, idempotencyKey) => desk.conferma(args, idempotencyKey));
  serve(sportelloStato, (args) => desk.stato(args));
  serve(sportelloSposta, (args, idempotencyKey) => desk.sposta(args, idempotencyKey));
  serve(recapitiSegnala, (args) => returned.segnala(args));
  serve(sportelloDisdici, (args, idempotencyKey) => desk.disdici(args, idempotencyKey));
  serve(lineaApri, (args, idempotencyKey) => linea.apri(args, idempotencyKey));
  serve(assenzeComunica, (args, idempotencyKey) => absences.comunica(args, idempotencyKey));
  const citizen = (index: number) =>
    index >= 0 && index < options.citizens ? syntheticCitizen(index) : undefined;
  const asked = () => askedOf({ references, citizen, now: options.now?.() ?? new Date() });
  for (const { operation, answer, countsAgainst } of handlers) {
    route(operation, (wire, idempotencyKey) => {
      if (countsAgainst !== undefined)
        return searches.counted(countsAgainst(wire, asked()), idempotencyKey, () => answer(wire, asked()));
      const answered = answer(wire, asked());
      if (operation === lineaRichiesta) return linea.judged(wire, answered);
      return operation === documentiDisponibile ? returned.judged(wire, answered) : answered;
    });
  }
  if (issuing !== undefined) servePortal(app, issuing);
  if (faults !== undefined) {
    app.post('/_faults', async (request) => {
      faults.set(faultSettings.parse(request.body));
      return { requests: faults.requests };
    });
  }

  const prune = async () => {
    await pruneRequests(database, options.now?.() ?? new Date());
    await pins.prune();
    await searches.prune();
    await desk.prune();
    await absences.prune();
    await linea.prune();
  };
  const pruning = setInterval(() => {
    prune().catch((error: unknown) =>
      logger.warn({ error: errorName(error) }, 'what is not to be kept remains'),
    );
  }, pruneEveryMs).unref();

  return {
    listen: ({ host = '127.0.0.1', port }) => app.listen({ host, port }),
    prune,
    desk,
    linea,
    async close() {
      clearInterval(pruning);
      await app.close();
    },
  };
}

/** What the errors of the operations mean to whoever asked. */
function meaning(error: unknown): WebError | undefined {
  if (error instanceof UnknownReference) return new WebError(400, 'bad-request');
  return error instanceof IdempotencyKeyReused ? new WebError(422, 'idempotency-key-reused') : undefined;
}
