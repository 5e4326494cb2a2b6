/** Italian names of the codes in documents. */
import { LetterError } from '../letter-error.ts';

/** What is paid (pagamenti.elenco). */
export const benefits: Readonly<Record<string, string>> = {
  pensione: 'Pensione',
  'pensione-reversibilita': 'Pensione ai superstiti',
  'invalidita-civile': 'Prestazione di invalidità civile',
  'assegno-sociale': 'Assegno sociale',
  'assegno-unico': 'Assegno unico e universale',
  naspi: 'NASpI',
  malattia: 'Indennità di malattia',
  maternita: 'Indennità di maternità',
  'assegno-inclusione': 'Assegno di inclusione',
  'bonus-nido': 'Bonus asilo nido',
  'disoccupazione-agricola': 'Disoccupazione agricola',
};

/** How far a payment is. */
export const payments: Readonly<Record<string, string>> = {
  disposto: 'Disposto',
  pagato: 'Pagato',
  riemissione: 'In riemissione',
  sospeso: 'Sospeso',
};

/** Kinds of contributions. */
export const contributions: Readonly<Record<string, string>> = {
  'lavoro-dipendente': 'Lavoro dipendente',
  spettacolo: 'Lavoro nello spettacolo',
  artigiani: 'Gestione artigiani',
  commercianti: 'Gestione commercianti',
  disoccupazione: 'Disoccupazione indennizzata',
  malattia: 'Malattia',
  maternita: 'Maternità',
  'lavoro-domestico': 'Lavoro domestico',
  'lavoro-agricolo': 'Lavoro agricolo',
  'servizio-militare': 'Servizio militare',
  riscatto: 'Riscatto',
};

/** What is withheld from a pension. */
export const withholdings: Readonly<Record<string, string>> = {
  irpef: 'IRPEF',
  'addizionale-regionale': 'Addizionale regionale',
  'addizionale-comunale': 'Addizionale comunale',
  'quota-sindacale': 'Quota associativa sindacale',
  'cessione-quinto': 'Cessione del quinto',
  recupero: 'Recupero di somme non dovute',
};

export const funds = { artigiani: 'artigiani', commercianti: 'commercianti' } as const;

/** The name of a code. @throws LetterError for one that this release has no name for: a letter must not guess */
export function nameOf(names: Readonly<Record<string, string>>, code: string, field: string): string {
  const name = names[code];
  if (name === undefined)
    throw new LetterError('bad-data', `${field}: a code without a name in kinds/names.ts`);
  return name;
}
