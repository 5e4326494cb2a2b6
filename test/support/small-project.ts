import type { CheckContext } from '../../src/flow/checks/check.ts';
import { unknownIdentity } from '../../src/flow/identity.ts';
import { readProject, type Surroundings } from '../../src/flow/load.ts';
import type { Project } from '../../src/flow/project.ts';

/** What the flows of a test stand on, as flows/settings.yaml. */
export const settings = `
languages: [it]
operator: operatore
unknown-number: operatore
defaults: { tries: 3, silence: 7, between-keys: 5, look-up: 12, please-wait: 1.5 }
prompts:
  wrong-key: sistema.tasto-errato
  silence: sistema.silenzio
  please-wait: sistema.attesa
  cleared: sistema.cancellato
  resume: sistema.riprendiamo
  recorded: sistema.registrazione
  apology: sistema.scuse
`;
const operator = `
flow: operatore
title: Operatore
start: saluto
steps:
  saluto: { say: p.operatore, then: fine }
  fine: { hang-up: normal }
`;
const operations: CheckContext['operations'] = [
  {
    name: 'cose.cerca',
    arguments: ['numero'],
    optional: ['anno'],
    outcomes: ['found', 'not-found'],
    results: {
      found: { n: { type: 'integer' }, colore: { type: 'string' }, codice: { type: 'sensitive' } },
      'not-found': {},
    },
  },
  {
    name: 'sportello.confirm',
    key: 'book',
    arguments: ['posto'],
    optional: [],
    outcomes: ['accepted', 'already', 'taken', 'refused'],
    results: {
      accepted: { codice: { type: 'string' } },
      already: { codice: { type: 'string' } },
      taken: {},
      refused: { perche: { type: 'string' } },
    },
  },
];

/** Surroundings in which every prompt that does not contain `senza-testo` has a text. */
export const surroundings: Surroundings = {
  calendars: {
    names: ['operatori-it'],
    isOpen: () => true,
    opening: () => ({ quando: 'domani', giorno: '2026-11-24', ora: '08:00' }),
    partOfDay: () => 'mattina',
    campaigns: { names: ['certificazione-unica'], isOpen: () => true, year: () => 2025 },
  },
  prompts: {
    has: (prompt) => !prompt.includes('senza-testo'),
    ids: () => ['p.scelta', 'p.saluto'],
    needs: () => [],
    seconds: () => 5,
    finding: (prompt, language, remark) => ({
      severity: 'error',
      file: `prompts/${language}.yaml`,
      line: 1,
      column: 1,
      ...remark,
      message: remark.message || prompt,
    }),
  },
  operations,
  queues: [
    {
      name: 'pensioni',
      topic: 'pensioni',
      level: 1,
      calendars: { it: 'operatori-it' },
      callBack: true,
      records: false,
      pills: ['p.pillola', 'p.consiglio'],
    },
  ],
  identity: unknownIdentity,
  identitySource: undefined,
  queuesSource: undefined,
  entryFlows: undefined,
  calendarsKnown: true,
  destinations: {},
};

/** A project of the given flow texts, with settings and an operator flow beside them. @throws FindingsError */
export function project(flows: Record<string, string>, around: Partial<Surroundings> = {}): Project {
  const files = Object.entries(flows).map(([name, text]) => [`${name}.yaml`, text] as const);
  const texts = new Map([['settings.yaml', settings], ['operatore.yaml', operator], ...files]);
  return readProject('flows', texts, { ...surroundings, ...around });
}
