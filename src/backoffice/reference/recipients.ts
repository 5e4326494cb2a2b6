/** Where documents of synthetic citizens go. Pure, like people.ts: streets, numbers and mailboxes are invented. */
import type { Address } from '../../document-content/address.ts';
import { syntheticContact } from './contacts.ts';
import { RandomStream } from './random.ts';
import { residenceOf } from './residences.ts';

export interface SyntheticRecipient {
  readonly name: string;
  readonly residence: Address | null;
  /** Of a domain that nobody can have (RFC 2606). */
  readonly email: string | null;
}

const seed = 8_101_962;
const streets = [
  'Via Roma',
  'Via Garibaldi',
  'Corso Vittorio Emanuele II',
  'Via San Nicolò',
  'Piazza della Libertà',
  'Viale dei Caduti senza Croce',
  "Via dell'Università",
  'Contrada Città Vecchia',
  'Via Monsignor Giosuè Carducci Sabbatini',
  'Strada Provinciale 47 bis, località Cà Bianca',
];
const abroad: readonly Omit<Address, 'presso'>[] = [
  { via: 'Schönhauser Allee 12 B', cap: '10119', localita: 'Berlin', provincia: '', stato: 'Germania' },
  { via: '17 rue de l’Évêché', cap: '67000', localita: 'Strasbourg', provincia: '', stato: 'Francia' },
  {
    via: 'Av. Corrientes 1234, piso 5',
    cap: 'C1043',
    localita: 'Buenos Aires',
    provincia: '',
    stato: 'Argentina',
  },
  { via: '221 Lygon Street', cap: '3053', localita: 'Carlton', provincia: 'VIC', stato: 'Australia' },
  { via: 'ul. Świętokrzyska 31/33', cap: '00-049', localita: 'Warszawa', provincia: '', stato: 'Polonia' },
  {
    via: '86-14 Bay Parkway, Apt. 3C',
    cap: '11214',
    localita: 'Brooklyn',
    provincia: 'NY',
    stato: "Stati Uniti d'America",
  },
  { via: 'Bahnhofstrasse 9', cap: '8001', localita: 'Zürich', provincia: '', stato: 'Svizzera' },
];

/** What is special about a residence, of the first twenty of each thousand citizens. */
const special: Readonly<Record<number, Partial<Address>>> = {
  13: {
    presso: 'presso Residenza per anziani Santa Maria della Misericordia e San Vincenzo',
    via: 'Strada Comunale Vecchia di Borgo San Dalmazzo e Cà Nicolò, 1024/bis, scala C, interno 117',
  },
  // Nothing can be sent there: the registry has neither post code nor town.
  17: { via: 'Casa comunale', cap: '', localita: '', provincia: '' },
};

export function syntheticRecipient(citizen: {
  readonly index: number;
  readonly name: string;
  readonly surname: string;
}): SyntheticRecipient {
  const { index, name, surname } = citizen;
  return {
    name: `${name} ${surname}`,
    residence: residence(index),
    email: syntheticContact(index).email ? `cittadino.${index}@posta.example` : null,
  };
}

function residence(index: number): Address | null {
  const { residence: where } = syntheticContact(index);
  if (where === 'nessuna') return null;
  const stream = new RandomStream(seed + index);
  if (where === 'estero') return { presso: '', ...stream.pick(abroad) };
  const place = residenceOf(index);
  if (place === undefined) return null;
  return {
    presso: stream.chance(0.05) ? 'presso famiglia Conti' : '',
    via: `${stream.pick(streets)}, ${1 + stream.below(240)}`,
    cap: place.cap,
    localita: place.town,
    provincia: place.province,
    stato: '',
    ...special[index % 1_000],
  };
}
