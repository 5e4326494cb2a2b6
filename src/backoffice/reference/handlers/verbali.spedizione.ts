import { verbaliSpedizione } from '../../operations/verbali.spedizione.ts';
import { applicationWith } from '../applications.ts';
import { dispatchDays, reportOf } from '../medical-reports.ts';
import { officeTown } from '../offices.ts';
import { handler } from './handler.ts';

export const verbaliSpedizioneHandler = handler(
  verbaliSpedizione,
  ({ persona, pratica }, { citizens, now }) => {
    const match = applicationWith(pratica.reveal(), citizens(persona));
    if (match === undefined) return { outcome: 'not-found', value: {} };
    const { citizen, position, practice } = match;
    const report = reportOf(citizen.index, position, practice);
    if (report === undefined) return { outcome: 'absent', value: {} };
    return {
      outcome: 'found',
      value: { stato: report.stato, sede: officeTown(practice.ufficio), ...dispatchDays(report, now) },
    };
  },
);
