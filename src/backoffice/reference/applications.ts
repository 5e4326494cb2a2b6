import { protocolKeys, type SyntheticCitizen } from './citizens.ts';
import type { SyntheticPractice } from './practices.ts';

/** An application, and whose it is. */
export interface Application {
  readonly citizen: SyntheticCitizen;
  readonly position: number;
  readonly practice: SyntheticPractice;
}

/** Those of a citizen, the newest first. */
export function applicationsOf(citizen: SyntheticCitizen): readonly Application[] {
  return citizen.practices
    .map((practice, position) => ({ citizen, position, practice }))
    .sort((a, b) => b.practice.presentata.localeCompare(a.practice.presentata) || b.position - a.position);
}

/**
 * The one application of these citizens that has a number.
 * @param keyed DOMUS number, whole protocol (office, ddmmyyyy, number), or the protocol's last seven digits
 * @returns undefined too when two of them have it (the same last seven digits): that settles nothing
 */
export function applicationWith(
  keyed: string,
  citizens: readonly SyntheticCitizen[],
): Application | undefined {
  const [match, ...others] = citizens
    .flatMap(applicationsOf)
    .filter(({ practice }) => [practice.domus, practice.numero, protocolKeys(practice)].includes(keyed));
  return others.length > 0 ? undefined : match;
}
