/** Who synthetic citizen number n is: name, birth, code. Pure: nothing but the number decides. */
import { numericIsValid } from '../../codice-fiscale/check.ts';
import type { Sex } from '../../codice-fiscale/code.ts';
import { compose, type Person, transliterate } from '../../codice-fiscale/compose.ts';
import { signature } from '../../codice-fiscale/keypad.ts';
import { withOmocodia } from '../../codice-fiscale/omocodia.ts';
import { foreignNames, italianMen, italianSurnames, italianWomen } from './names.ts';
import { RandomStream } from './random.ts';

/**
 * What is special about a citizen, so that tests and demos find one of each. The first thousand hold all of them,
 * each following thousand again; the rest of a thousand is left to chance.
 */
export type Case =
  | 'ordinario'
  | 'provvisorio'
  | 'estero'
  /** Two people whose data give one code: the second has omocodia, and an older card with the code of the first. */
  | 'omocodia'
  /** Two people whose codes have the same keys and whose birth months differ. */
  | 'stesse-chiavi-mese'
  /** The same, born in one month, with different first letters of the surname. */
  | 'stesse-chiavi-iniziale';

export interface SyntheticPerson {
  readonly case: Case;
  /** 16 characters with Y in position 12, which no real code has; or 11 digits with an office number nobody uses. */
  readonly code: string;
  /** What an older card shows, where that is another code. */
  readonly formerCode: string | undefined;
  readonly name: string;
  readonly surname: string;
  readonly birthDate: string;
  /** First letter of the surname. */
  readonly initial: string;
}

const seed = 20_261_122;
const firstBirthDay = Date.UTC(1931, 0, 1);
const dayMs = 86_400_000;
/** Days from 1931 to 2008, twice: for men and for women. */
const birthSlots = 28_490 * 2;
/** Laps of the birth slots share no place, so that no two people get one code by chance, up to 1.1 million. */
const laps = 20;

/** @param index 0 or more; a person does not depend on how many others there are */
export function syntheticPerson(index: number): SyntheticPerson {
  switch (index % 1_000) {
    case 3:
      return provisional(index);
    case 5:
      return coded('estero', ordinary(index, true));
    case 7:
      return coded('omocodia', ordinary(index));
    case 8:
      return omocodeOf(ordinary(index - 1));
    case 11:
    case 15:
      return coded('stesse-chiavi-mese', sameKeys(index, monthTwin)[0]);
    case 12:
    case 16:
      return coded('stesse-chiavi-mese', sameKeys(index - 1, monthTwin)[1]);
    case 13:
      return coded('stesse-chiavi-iniziale', sameKeys(index, initialTwin)[0]);
    case 14:
      return coded('stesse-chiavi-iniziale', sameKeys(index - 1, initialTwin)[1]);
    case 17:
      return omocodeOf(sameKeys(index - 2, monthTwin)[0]);
    default: {
      const stream = new RandomStream(seed + index);
      if (stream.chance(0.01)) return provisional(index);
      return stream.chance(0.11)
        ? coded('estero', ordinary(index, true))
        : coded('ordinario', ordinary(index));
    }
  }
}

/** @param attempt other names for the same birth */
function ordinary(index: number, abroad = false, attempt = 0): Person {
  const stream = new RandomStream(seed + index * 31 + 7 + attempt * 0x1000193);
  const slot = (index * 7_919) % birthSlots;
  const lap = Math.floor(index / birthSlots) % laps;
  const sex: Sex = slot % 2 === 0 ? 'M' : 'F';
  const birthDate = new Date(firstBirthDay + (slot >> 1) * dayMs).toISOString().slice(0, 10);
  const [surnames, men, women] = abroad
    ? stream.pick(foreignNames)
    : [italianSurnames, italianMen, italianWomen];
  const place = (abroad ? 45 : 0) + stream.below(abroad ? 5 : 45);
  return {
    surname: stream.pickRanked(surnames),
    name: stream.pickRanked(sex === 'M' ? men : women),
    birthDate,
    sex,
    place: `Y${String(place * laps + lap).padStart(3, '0')}`,
  };
}

function coded(kind: Case, person: Person): SyntheticPerson {
  return {
    case: kind,
    code: compose(person),
    formerCode: undefined,
    name: person.name,
    surname: person.surname,
    birthDate: person.birthDate,
    initial: transliterate(person.surname).charAt(0),
  };
}

function omocodeOf(person: Person): SyntheticPerson {
  const first = coded('omocodia', person);
  return { ...first, code: withOmocodia(first.code, 1), formerCode: first.code };
}

/** January and February are both on key 2. */
function monthTwin(person: Person): readonly [Person, Person] {
  const born = (month: string) => ({ ...person, birthDate: `${person.birthDate.slice(0, 5)}${month}-15` });
  return [born('01'), born('02')];
}

/** RSS and SPS: 777 both, and check letters that lie side by side. */
function initialTwin(person: Person): readonly [Person, Person] {
  return [
    { ...person, surname: 'Rossi' },
    { ...person, surname: 'Esposito' },
  ];
}

/** Two people made from one until their keys are the same to the check letter; every second try or so will do. */
function sameKeys(
  index: number,
  twin: (person: Person) => readonly [Person, Person],
): readonly [Person, Person] {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const pair = twin(ordinary(index, false, attempt));
    if (signature(compose(pair[0])) === signature(compose(pair[1]))) return pair;
  }
  throw new RangeError(`no pair of the same keys was found for citizen ${index}`);
}

/** A provisional code: 7 digits from the number, office 000, which no office has, and the check digit. */
function provisional(index: number): SyntheticPerson {
  const person = ordinary(index, true);
  const first10 = `${String((index * 7_919 + 8_000_003) % 10_000_000).padStart(7, '0')}000`;
  const code = Array.from({ length: 10 }, (_, digit) => `${first10}${digit}`).find(numericIsValid);
  if (code === undefined) throw new RangeError(`no check digit fits citizen ${index}`);
  return { ...coded('provvisorio', person), code };
}
