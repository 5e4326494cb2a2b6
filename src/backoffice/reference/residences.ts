/** Where synthetic citizens live. Pure, like people.ts. */
import { syntheticContact } from './contacts.ts';
import { provinces } from './provinces.ts';
import { RandomStream } from './random.ts';

export interface Residence {
  readonly cap: string;
  readonly town: string;
  /** Sigla. */
  readonly province: string;
}

const seed = 1_091_948;
/** More people live there than elsewhere. */
const large = ['RM', 'MI', 'NA', 'TO', 'RM', 'MI'];
const siglas = [...provinces.keys()];

/** In the chief town of a province; undefined where no residence in Italy is registered. */
export function residenceOf(index: number): Residence | undefined {
  const stream = new RandomStream(seed + index);
  if (syntheticContact(index).residence !== 'italia') return undefined;
  const province = provinces.get(stream.pick(stream.chance(0.3) ? large : siglas));
  return province && { cap: province.cap, town: province.town, province: province.sigla };
}
