/** Offices that handle applications: a code of four digits, invented, and the town, as it is spoken. */
const towns = [
  'Agrigento',
  'Alessandria',
  'Ancona',
  'Arezzo',
  'Asti',
  'Avellino',
  'Bari',
  'Belluno',
  'Bergamo',
  'Bologna',
  'Bolzano',
  'Brescia',
  'Brindisi',
  'Cagliari',
  'Caserta',
  'Catania',
  'Catanzaro',
  'Como',
  'Cosenza',
  'Cuneo',
  'Ferrara',
  'Firenze',
  'Foggia',
  'Genova',
  'Latina',
  'Lecce',
  'Livorno',
  'Messina',
  'Milano',
  'Modena',
  'Napoli',
  'Padova',
  'Palermo',
  'Parma',
  'Perugia',
  'Pescara',
  'Pisa',
  'Potenza',
  'Prato',
  'Ravenna',
  'Reggio Calabria',
  'Rimini',
  'Roma',
  'Salerno',
  'Sassari',
  'Siena',
  'Siracusa',
  'Taranto',
  'Torino',
  'Trento',
  'Treviso',
  'Trieste',
  'Udine',
  'Varese',
  'Venezia',
  'Verona',
  'Vicenza',
] as const;

export const officeCount = towns.length;

/** Code of the nth office: `0100`, `0200` ... */
export function officeCode(index: number): string {
  return String((index + 1) * 100).padStart(4, '0');
}

/** Town of an office. @throws RangeError for a code that no office has */
export function officeTown(code: string): string {
  const town = towns[Number(code) / 100 - 1];
  if (town === undefined) throw new RangeError('no office has this code');
  return town;
}
