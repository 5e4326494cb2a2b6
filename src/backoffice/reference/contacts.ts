/** Where synthetic citizens can be written to. Pure, like people.ts: nobody has an address, only whether there is one. */
export interface SyntheticContact {
  readonly residence: 'italia' | 'estero' | 'nessuna';
  readonly email: boolean;
}

/** The first twenty hold every case, and so does each twenty after them. */
export function syntheticContact(index: number): SyntheticContact {
  const place = index % 20;
  const residence = [4, 9].includes(place) ? 'nessuna' : [5, 10].includes(place) ? 'estero' : 'italia';
  return { residence, email: ![2, 6, 9, 18].includes(place) };
}
