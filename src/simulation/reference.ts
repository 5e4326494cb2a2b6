/** The reference back office without server and database: the same citizens, the same answers. */
import { givenArguments } from '../backoffice/operation.ts';
import { personeCerca } from '../backoffice/operations/persone.cerca.ts';
import { type SyntheticCitizen, syntheticCitizen } from '../backoffice/reference/citizens.ts';
import { type Asked, askedOf } from '../backoffice/reference/handlers/asked.ts';
import { type Handler, handler } from '../backoffice/reference/handlers/handler.ts';
import { handlers, recordsHandlers } from '../backoffice/reference/handlers/index.ts';
import { UnknownReference } from '../backoffice/reference/references.ts';
import { blockOfNearest, mostCandidates, settled, suspect } from '../backoffice/reference/search.ts';
import { valueSchema } from '../flow/values.ts';
import type { DatedMailing } from '../numbers/mailing.ts';
import { referenceOf } from '../store/reference.ts';
import { SimulatedAbsences } from './absences.ts';
import { type Answer, type Answers, operationOf, unavailable } from './answers.ts';
import { SimulatedDesk } from './desk.ts';
import { FailedSearches } from './failed-searches.ts';
import { SimulatedPins } from './pins.ts';
import { PlainReferences } from './plain-references.ts';
import { callBackAnswer, queueAnswer } from './queueing.ts';
import { Sendings } from './sendings.ts';

/** How long somebody speaks into a voice message, when a test says nothing else. */
const usualMessageSeconds = 12;

/** The synthetic citizens as a whole; made once, shared by all calls. */
export class ReferencePopulation {
  readonly citizens: readonly SyntheticCitizen[];
  readonly #byKeys = new Map<string, SyntheticCitizen[]>();

  /** @param total how many there are; the first thousand hold every special case */
  constructor(total: number) {
    this.citizens = Array.from({ length: total }, (_, index) => syntheticCitizen(index));
    for (const citizen of this.citizens) {
      for (const keys of new Set([citizen.keys, citizen.formerKeys ?? citizen.keys])) {
        const same = this.#byKeys.get(keys);
        if (same === undefined) this.#byKeys.set(keys, [citizen]);
        else same.push(citizen);
      }
    }
  }

  /** By the keys of the code, or of the code on an older card. */
  find(keys: string): readonly SyntheticCitizen[] {
    return this.#byKeys.get(keys) ?? [];
  }

  /** Whether somebody's code has this signature now. */
  holds(signature: string): boolean {
    return this.find(signature).some(({ keys }) => keys === signature);
  }
}

/** Answers one call's requests out of a population; it remembers wrong PINs, failed searches and what was sent. */
export class ReferenceAnswers {
  readonly #population: ReferencePopulation;
  readonly #sendings: Sendings;
  readonly #references = new PlainReferences();
  readonly #searches = new FailedSearches();
  readonly #handlers: readonly Handler[];
  #messages = 0;
  /** Answers to what must be done once, by the key of the request. */
  readonly #done = new Map<string, Answer>();

  /** @param mailing when documents can be asked for and when they arrive */
  constructor(population: ReferencePopulation, mailing: DatedMailing) {
    this.#population = population;
    this.#handlers = [
      this.#personeCerca(),
      ...handlers,
      ...recordsHandlers,
      ...new SimulatedPins().handlers,
      ...new SimulatedDesk().handlers,
      ...new SimulatedAbsences().handlers,
    ];
    this.#sendings = new Sendings(mailing, (request) => this.answer(request));
  }

  readonly answer: Answers = (request) => {
    // Nobody is asked, unless the test says so: the dialogs of every service end with the questionnaire.
    if (request.name.startsWith('survey-due ')) return { outcome: 'not-due', value: null };
    if (request.name.startsWith('survey ')) return { outcome: 'done', value: null };
    if (request.name.startsWith('record '))
      return { outcome: 'done', value: { secondi: usualMessageSeconds } };
    if (request.name.startsWith('keep '))
      return { outcome: 'done', value: { riferimento: referenceOf(BigInt(this.#messages++)) } };
    // No operator is logged in, unless the test says otherwise: as on a line that has just been started.
    if (request.name.startsWith('queue ')) return queueAnswer('nobody');
    if (request.name.startsWith('call-back ')) return callBackAnswer(request.callBackTo, 'accepted');
    // Nobody has asked to be called back, unless the test says so.
    if (request.name.startsWith('pending-call-back ')) return { outcome: 'none', value: null };
    if (request.service === 'document' || request.service === 'sms') return this.#sendings.answer(request);
    const operation = operationOf(request.operation);
    // Arguments that the contract refuses are a fault there, and a fault is `unavailable` to the flows.
    const wire = operation?.arguments.safeEncode(givenArguments(operation, request.arguments));
    if (wire?.success !== true) return unavailable;
    const handle = this.#handlers.find((one) => one.operation === operation);
    const earlier = this.#done.get(request.idempotencyKey);
    if (handle === undefined || operation === undefined) return unavailable;
    if (earlier !== undefined && !operation.safe) return earlier;
    try {
      const search = () => handle.answer(wire.data, this.#asked(request.now));
      const { outcome, value } =
        handle.countsAgainst === undefined
          ? search()
          : this.#searches.counted(
              handle.countsAgainst(wire.data, this.#asked(request.now)),
              request,
              search,
            );
      const given = { outcome, value: valueSchema.parse(value) };
      if (!operation.safe) this.#done.set(request.idempotencyKey, given);
      return given;
    } catch (error) {
      if (error instanceof UnknownReference) return unavailable;
      throw error;
    }
  };

  #asked(now: number): Asked {
    const citizen = (index: number) => this.#population.citizens[index];
    return askedOf({ references: this.#references, citizen, now: new Date(now) });
  }

  /** persone.cerca of the reference back office, which asks its database for keys. */
  #personeCerca(): Handler {
    return handler(personeCerca, ({ chiavi }, { references }) => {
      const keys = chiavi.reveal();
      const found = this.#population.find(keys).slice(0, mostCandidates);
      if (found.length > 0) return settled(found, [], references);
      const near = suspect(keys);
      const isKnown = (signature: string) => this.#population.holds(signature);
      const blocco = typeof near === 'string' ? near : blockOfNearest(near, isKnown);
      return { outcome: 'not-found', value: { blocco } };
    });
  }
}
