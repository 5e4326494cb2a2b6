import { verbaliSpedizione } from '../../operations/verbali.spedizione.ts';
import { protocolKeys } from '../citizens.ts';
import { dispatchDays, reportOf } from '../medical-reports.ts';
import { officeTown } from '../offices.ts';
import { handler } from './handler.ts';

export const verbaliSpedizioneHandler = handler(
  verbaliSpedizione,
  ({ persona, pratica }, { citizens, now }) => {
    const keyed = pratica.reveal();
    const matching = citizens(persona).flatMap(({ index, practices }) =>
      practices.flatMap((practice, position) =>
        [practice.domus, practice.numero, protocolKeys(practice)].includes(keyed)
          ? [{ practice, report: reportOf(index, position, practice) }]
          : [],
      ),
    );
    const [match, ...others] = matching;
    // Two of them under one number (the same last seven digits) settle nothing.
    if (match === undefined || others.length > 0) return { outcome: 'not-found', value: {} };
    const { practice, report } = match;
    if (report === undefined) return { outcome: 'absent', value: {} };
    return {
      outcome: 'found',
      value: { stato: report.stato, sede: officeTown(practice.ufficio), ...dispatchDays(report, now) },
    };
  },
);
