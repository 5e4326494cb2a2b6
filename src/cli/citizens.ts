import { listCitizens } from '../backoffice/reference/citizens.ts';
import { type Command, numberOption } from './command.ts';

export const citizens: Command = {
  name: 'citizens',
  summary: 'list synthetic citizens to call as',
  usage: `
usage: centralino citizens [--limit N] [--citizens N] [--json]

  --limit N      how many to list (default 10)
  --citizens N   how many the back office holds (default 10000)
  --json         for scripts: codice fiscale, its 16 keys, practices (DOMUS, protocol, status),
                 codes of domestic work relations, PIN telefonico

Nobody real: the codes carry Y in position 12, a letter that no place has.`,
  options: { limit: { type: 'string' }, citizens: { type: 'string' }, json: { type: 'boolean' } },
  run: async (values) => {
    const total = numberOption(values, 'citizens', { min: 1, max: 100_000_000, default: 10_000 });
    const limit = numberOption(values, 'limit', { min: 1, max: 1_000_000, default: 10 });
    const list = listCitizens({ limit, total });
    if (values['json'] === true) {
      process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
      return 0;
    }
    for (const citizen of list) {
      const pin = citizen.pinTelefonico
        ? `  PIN ${citizen.pinTelefonico.codice} (keys ${citizen.pinTelefonico.tasti})`
        : '';
      process.stdout.write(`${citizen.codiceFiscale}  keys ${citizen.tasti}  ${citizen.caso}${pin}\n`);
      process.stdout.write(`    ${citizen.nome} ${citizen.cognome}, ${citizen.nascita}\n`);
      for (const { domus, protocollo, prestazione, stato } of citizen.pratiche) {
        const report = citizen.verbali.find((one) => one.domus === domus);
        const dispatch = report === undefined ? '' : `  (report: ${report.stato})`;
        process.stdout.write(`    DOMUS ${domus}  ${protocollo}  ${prestazione}: ${stato}${dispatch}\n`);
      }
      for (const { id, protocollo, prestazione, stato } of citizen.pratichePubbliche) {
        process.stdout.write(`    public sector ${id}  ${protocollo}  ${prestazione}: ${stato}\n`);
      }
      for (const { id, stato } of citizen.richiesteLinea) {
        process.stdout.write(`    Linea INPS ${id}  ${stato}\n`);
      }
      for (const code of citizen.rapportiDomestici) process.stdout.write(`    domestic work ${code}\n`);
    }
    return 0;
  },
};
