/** What a citizen's listing shows beside the applications: all that is needed to try the other services. */
import { lineaRequests } from './linea-requests.ts';
import { reportOf } from './medical-reports.ts';
import { protocolText, type SyntheticPractice } from './practices.ts';
import { publicPractices, publicProtocolKeys } from './public-practices.ts';

export interface ListedStates {
  readonly nome: string;
  readonly cognome: string;
  /** `YYYY-MM-DD`. */
  readonly nascita: string;
  readonly pratichePubbliche: readonly {
    readonly id: string;
    readonly protocollo: string;
    /** The protocol as it is keyed: office, date, number. */
    readonly tasti: string;
    readonly prestazione: string;
    readonly stato: string;
  }[];
  readonly richiesteLinea: readonly { readonly id: string; readonly stato: string }[];
  readonly verbali: readonly { readonly domus: string; readonly stato: string }[];
}

export function listStates(citizen: {
  readonly index: number;
  readonly name: string;
  readonly surname: string;
  readonly birthDate: string;
  readonly practices: readonly SyntheticPractice[];
}): ListedStates {
  return {
    nome: citizen.name,
    cognome: citizen.surname,
    nascita: citizen.birthDate,
    pratichePubbliche: publicPractices(citizen.index).map((practice) => ({
      id: practice.id,
      protocollo: protocolText(practice),
      tasti: publicProtocolKeys(practice),
      prestazione: practice.prestazione,
      stato: practice.stato,
    })),
    richiesteLinea: lineaRequests(citizen.index).map(({ id, stato }) => ({ id, stato })),
    verbali: citizen.practices.flatMap((practice, position) => {
      const report = reportOf(citizen.index, position, practice);
      return report === undefined ? [] : [{ domus: practice.domus, stato: report.stato }];
    }),
  };
}
