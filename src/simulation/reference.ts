/** The reference back office without server and database: the same citizens, the same answers. */
import { z } from 'zod';
import type { OutcomeName } from '../backoffice/operation.ts';
import { type Discriminante, discriminante } from '../backoffice/operations/persone.ts';
import { protocolKeys, type SyntheticCitizen, syntheticCitizen } from '../backoffice/reference/citizens.ts';
import { dayInItaly } from '../backoffice/reference/day-in-italy.ts';
import type { Asked } from '../backoffice/reference/handlers/handler.ts';
import { handlers } from '../backoffice/reference/handlers/index.ts';
import { officeTown } from '../backoffice/reference/offices.ts';
import { pinRules } from '../backoffice/reference/pin-tries.ts';
import { protocolText, type SyntheticPractice } from '../backoffice/reference/practices.ts';
import { UnknownReference } from '../backoffice/reference/references.ts';
import { discriminantOf } from '../backoffice/reference/registry.ts';
import { numericIsValid } from '../codice-fiscale/check.ts';
import { inspectKeys } from '../codice-fiscale/inspect.ts';
import { lettersOnKey } from '../codice-fiscale/keypad.ts';
import { neighbours } from '../codice-fiscale/neighbours.ts';
import { type Value, type Variables, valueSchema } from '../flow/values.ts';
import type { DatedMailing } from '../numbers/mailing.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { referenceOf } from '../store/reference.ts';
import { SimulatedAbsences } from './absences.ts';
import { type Answer, type Answers, operationOf, type Request, unavailable } from './answers.ts';
import { SimulatedDesk } from './desk.ts';
import { FailedSearches } from './failed-searches.ts';
import { Sendings } from './sendings.ts';

interface Reference {
  readonly citizens: readonly SyntheticCitizen[];
  readonly asked: readonly Discriminante[];
  /** False for a search that is still open. */
  readonly settled: boolean;
}

const mostListed = 20;
const minuteMs = 60_000;
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

  find(keys: string): readonly SyntheticCitizen[] {
    return this.#byKeys.get(keys) ?? [];
  }
}

/** Answers one call's requests out of a population; it remembers wrong PINs, failed searches and what was sent. */
export class ReferenceAnswers {
  readonly #population: ReferencePopulation;
  readonly #sendings: Sendings;
  readonly #references = new Map<string, Reference>();
  readonly #wrongPins = new Map<string, { failures: number; lockedUntil: number }>();
  readonly #pinAnswers = new Map<string, Answer>();
  readonly #searches = new FailedSearches();
  readonly #desk = new SimulatedDesk();
  readonly #absences = new SimulatedAbsences();
  #messages = 0;
  /** Answers to what must be done once, by the key of the request. */
  readonly #done = new Map<string, Answer>();

  /** @param mailing when documents can be asked for and when they arrive */
  constructor(population: ReferencePopulation, mailing: DatedMailing) {
    this.#population = population;
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
    if (request.service === 'document' || request.service === 'sms') return this.#sendings.answer(request);
    const operation = operationOf(request.operation);
    // Arguments that the contract refuses are a fault there, and a fault is `unavailable` to the flows.
    const wire = operation?.arguments.safeEncode(request.arguments);
    if (wire?.success !== true) return unavailable;
    const handle = this.#handlers[request.operation];
    if (handle !== undefined) return handle(request.arguments, request);
    const shared = [...handlers, ...this.#desk.handlers, ...this.#absences.handlers].find(
      (one) => one.operation === operation,
    );
    const earlier = this.#done.get(request.idempotencyKey);
    if (shared === undefined || operation === undefined) return unavailable;
    if (earlier !== undefined && !operation.safe) return earlier;
    try {
      const search = () => shared.answer(wire.data, this.#asked(request.now));
      const { outcome, value } =
        shared.countsAgainst === undefined
          ? search()
          : this.#searches.counted(shared.countsAgainst(wire.data), request, search);
      const given = { outcome, value: valueSchema.parse(value) };
      if (!operation.safe) this.#done.set(request.idempotencyKey, given);
      return given;
    } catch (error) {
      if (error instanceof UnknownReference) return unavailable;
      throw error;
    }
  };

  #asked(now: number): Asked {
    return {
      citizens: (reference) => {
        const whose = this.#read(reference);
        if (whose === undefined) throw new UnknownReference('a reference that this back office did not give');
        return whose.citizens;
      },
      citizen: (index) => this.#population.citizens[index],
      reference: (citizen) => this.#person(citizen),
      now: new Date(now),
    };
  }

  readonly #handlers: Readonly<Record<string, (args: Variables, request: Request) => Answer>> = {
    'persone.cerca': (args) => {
      const keys = textOf(args['chiavi']);
      const found = this.#population.find(keys);
      return found.length === 0
        ? answer('not-found', { blocco: this.#block(keys) })
        : this.#settle(found, []);
    },
    'persone.distingui': (args) => {
      const search = this.#read(args['ricerca']);
      if (search === undefined) return unavailable;
      if (search.settled) return answer('found', { persona: args['ricerca'] ?? null });
      const month = args['mese'] === undefined ? undefined : Number(textOf(args['mese']));
      const initial = args['iniziale'] === undefined ? undefined : textOf(args['iniziale']).toUpperCase();
      const letters = initial === undefined ? undefined : (lettersOnKey[initial] ?? initial);
      const left = search.citizens.filter(
        (citizen) =>
          (month === undefined || monthOf(citizen) === month) &&
          (letters === undefined || letters.includes(citizen.initial)),
      );
      if (left.length === 0) return answer('not-found', {});
      const asked = [month === undefined ? [] : ['mese'], letters === undefined ? [] : ['iniziale']].flat();
      return this.#settle(left, [...search.asked, ...z.array(discriminante).parse(asked)]);
    },
    'domande.stato': (args) => {
      const whose = this.#read(args['persona']);
      const keyed = textOf(args['pratica']);
      const matching = (whose?.citizens ?? []).flatMap((citizen) =>
        citizen.practices.filter((one) => isPractice(one, keyed)).map((practice) => ({ citizen, practice })),
      );
      const [match, ...others] = matching;
      if (match === undefined || others.length > 0) return answer('not-found', {});
      return answer('found', { ...application(match.practice), persona: this.#person(match.citizen) });
    },
    'domande.elenco': (args) => {
      const whose = this.#read(args['persona']);
      if (whose?.settled !== true) return unavailable;
      const all = (whose.citizens[0]?.practices ?? [])
        .map((practice, position) => ({ practice, position }))
        .sort(
          (a, b) => b.practice.presentata.localeCompare(a.practice.presentata) || b.position - a.position,
        );
      if (all.length === 0) return answer('absent', {});
      const domande = all.slice(0, mostListed).map(({ practice }) => application(practice));
      return answer('found', { domande, quante: all.length });
    },
    'pin.verifica': (args, { idempotencyKey, now }) => {
      const earlier = this.#pinAnswers.get(idempotencyKey);
      const given = earlier ?? this.#judgePin(args, now);
      this.#pinAnswers.set(idempotencyKey, given);
      return given;
    },
  };

  #judgePin(args: Variables, now: number): Answer {
    const whose = this.#read(args['persona']);
    const [citizen] = whose?.citizens ?? [];
    if (whose?.settled !== true || citizen === undefined) return unavailable;
    const caller = textOf(args['chiamante']);
    const person = { name: `persona:${citizen.index}`, rule: pinRules.person };
    const subjects =
      caller === '' ? [person] : [person, { name: `chiamante:${caller}`, rule: pinRules.caller }];
    const counts = subjects.map(({ name, rule }) => {
      const count = this.#wrongPins.get(name) ?? { failures: 0, lockedUntil: 0 };
      this.#wrongPins.set(name, count);
      return { count, rule };
    });
    const lockedUntil = () => {
      const until = Math.max(...counts.map(({ count }) => count.lockedUntil));
      return until > now ? answer('locked', { fino: new Date(until).toISOString() }) : undefined;
    };
    const locked = lockedUntil();
    if (locked !== undefined) return locked;
    if (citizen.pin === undefined) return answer('absent', {});
    if (citizen.pin.keys === textOf(args['pin'])) {
      this.#wrongPins.delete(person.name);
      // As in the database: one that ran out did so the day before it was filled.
      return citizen.pin.active
        ? answer('found', {})
        : answer('expired', { scaduto: dayInItaly(new Date(now - 24 * 60 * minuteMs)) });
    }
    const left = counts.map(({ count, rule }) => {
      count.failures += 1;
      if (count.failures < rule.tries) return rule.tries - count.failures;
      count.failures = 0;
      count.lockedUntil = now + rule.lockMinutes * minuteMs;
      return 0;
    });
    const restano = Math.min(...left);
    return lockedUntil() ?? answer('wrong', { restano });
  }

  #settle(citizens: readonly SyntheticCitizen[], asked: readonly Discriminante[]): Answer {
    const [citizen, ...others] = citizens;
    if (citizen !== undefined && others.length === 0)
      return answer('found', { persona: this.#person(citizen) });
    const candidates = citizens.map((one) => ({ id: one.index, month: monthOf(one), initial: one.initial }));
    const ricerca = this.#write({ citizens, asked, settled: false });
    return answer('ambiguous', { ricerca, discriminante: discriminantOf(candidates, asked) });
  }

  #person(citizen: SyntheticCitizen): Sensitive {
    return this.#write({ citizens: [citizen], asked: [], settled: true });
  }

  #write(reference: Reference): Sensitive {
    const name = `riferimento-${this.#references.size + 1}`;
    this.#references.set(name, reference);
    return new Sensitive('persona', name);
  }

  #read(reference: Value | undefined): Reference | undefined {
    return this.#references.get(textOf(reference));
  }

  /** The block to key in again; see Registry. */
  #block(keys: string): string {
    if (keys.length !== 16) return numericIsValid(keys) ? 'sconosciuto' : 'controllo';
    const judged = inspectKeys(keys);
    if (judged !== 'possible') return judged;
    const nearest = neighbours(keys).find(({ signature }) => this.#population.find(signature).length > 0);
    return nearest?.blocks[0] ?? 'sconosciuto';
  }
}

function answer(outcome: OutcomeName, value: Variables): Answer {
  return { outcome, value };
}

function application(practice: SyntheticPractice): Variables {
  return {
    prestazione: practice.prestazione,
    stato: practice.stato,
    presentata: practice.presentata,
    aggiornata: practice.aggiornata,
    sede: officeTown(practice.ufficio),
    id: new Sensitive('pratica', `domanda-${practice.domus}`),
    domus: new Sensitive('pratica', practice.domus),
    protocollo: new Sensitive('pratica', protocolText(practice)),
  };
}

/** DOMUS number, whole protocol, or the protocol's last seven digits. */
function isPractice(practice: SyntheticPractice, keyed: string): boolean {
  return keyed === practice.domus || keyed === practice.numero || keyed === protocolKeys(practice);
}

function monthOf(citizen: SyntheticCitizen): number {
  return Number(citizen.birthDate.slice(5, 7));
}

function textOf(value: Value | undefined): string {
  const plain = value instanceof Sensitive ? value.reveal() : value;
  return typeof plain === 'string' || typeof plain === 'number' ? String(plain) : '';
}
