import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { loadService, type Service } from '../project.ts';
import { journalSchema } from './journal-moves.ts';
import { ReferencePopulation } from './reference.ts';
import { ReplayError, replay } from './replay.ts';
import { runScenario } from './run-scenario.ts';
import { readScenarios } from './scenario.ts';

const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
let service: Service;

beforeAll(async () => {
  service = await loadService(join(projectDir, 'flows'), join(projectDir, 'prompts'));
});

let ms = 0;
const at = <T>(entry: T) => {
  ms += 100;
  return { ms, ...entry };
};
const step = (name: string) => at({ type: 'step', flow: name.split('/')[0], step: name.split('/')[1] });
const heard = (prompts: string[], more: Record<string, unknown> = {}) =>
  at({ type: 'heard', id: 'x', prompts: prompts.map((prompt) => ({ prompt, language: 'it' })), ...more });
const pressed = (keys: string) => at({ type: 'pressed', keys });
const masked = (count: number) => Array.from({ length: count }, () => pressed('•'));

/** The main menu, as it is spoken. */
const menu = [
  'scelta',
  'stato',
  'verifiche',
  'documenti',
  'domestici',
  'sportello',
  'pillole',
  'altro',
  'operatore',
].map((id) => `principale.${id}`);

/** A call as an engine writes it down: keys of entries masked, contents of answers left out. */
function entries() {
  ms = 0;
  const beforeAnswer = [
    step('benvenuto/saluto'),
    heard(['benvenuto.saluto'], { outcome: 'finished', text: 'Buongiorno. Risponde il Contact Center.' }),
    step('benvenuto/privacy'),
    heard(['benvenuto.privacy'], { outcome: 'finished' }),
    step('benvenuto/ripresa'),
    step('ripresa/lasciato'),
    step('ripresa/prosegui'),
    step('benvenuto/prima-lingua'),
    step('benvenuto/scelta-lingua'),
    step('lingua/quali'),
    step('lingua/scelta'),
    heard(Array.from({ length: 8 }, () => 'lingua.scelta')),
    pressed('1'),
    step('lingua/italiano'),
    step('lingua/scelta-fatta'),
    step('benvenuto/principale'),
    step('principale/scelta'),
    heard(menu, { outcome: 'finished' }),
    at({ type: 'silence' }),
    heard(['sistema.silenzio', ...menu]),
    pressed('1'),
    step('principale/stato-domanda'),
    step('stato-domanda/chi-chiama'),
    step('identificazione/inizio'),
    step('identificazione/codice-fiscale'),
    heard(['identificazione.chiedi-codice-fiscale']),
    ...masked(16),
    step('identificazione/ricerca'),
    at({ type: 'look-up', operation: 'persone.cerca' }),
  ];
  ms += 1_500;
  return [
    ...beforeAnswer,
    heard(['sistema.attesa'], { outcome: 'finished' }),
    at({ type: 'answer', operation: 'persone.cerca', outcome: 'ambiguous', tookMs: 2000 }),
    step('identificazione/distinzione'),
    step('identificazione/iniziale'),
    heard(['identificazione.chiedi-iniziale']),
    ...masked(2),
    step('identificazione/per-iniziale'),
    at({ type: 'look-up', operation: 'persone.distingui' }),
    at({ type: 'answer', operation: 'persone.distingui', outcome: 'found', tookMs: 20 }),
    step('identificazione/riconosciuto'),
    step('stato-domanda/come'),
    heard(['stato-domanda.come']),
    pressed('1'),
    step('stato-domanda/pratica'),
    heard(['stato-domanda.chiedi-pratica']),
    ...masked(14),
    step('stato-domanda/ricerca'),
    at({ type: 'look-up', operation: 'domande.stato' }),
    at({ type: 'answer', operation: 'domande.stato', outcome: 'found', tookMs: 20 }),
    step('stato-domanda/esito'),
    heard(['stato-domanda.esito'], { text: 'La sua domanda', outcome: 'finished' }),
    step('stato-domanda/dopo'),
    heard(['stato-domanda.dopo']),
    at({ type: 'ended', by: 'caller', cause: 'normal' }),
  ];
}

const journal = (list: readonly unknown[]) =>
  journalSchema.parse({
    id: 'chiamata-1',
    line: 'contact-center',
    startedAt: '2026-11-23T09:00:00.000Z',
    language: 'it',
    state: 'ended',
    durationMs: 60_000,
    entries: list,
  });

test('a masked call goes the same way again, and is a dialog test that passes', () => {
  const replayed = replay(journal(entries()), service);
  expect(replayed.compared.filter((one) => one.today !== undefined)).toEqual([]);
  expect(replayed.parted).toBe(false);
  const [scenario] = readScenarios('flows/replay.test.yaml', replayed.test);
  if (scenario === undefined) throw new Error('no scenario');
  expect(runScenario(scenario, service, new ReferencePopulation(10))[0]?.failure).toBeUndefined();
});

test('other words are told, and the call goes on', () => {
  const changed = entries().map((entry) =>
    JSON.stringify(entry).includes('stato-domanda.come"') ? { ...entry, text: 'Prema uno.' } : entry,
  );
  const { compared, parted } = replay(journal(changed), service);
  const different = compared.filter((one) => one.today !== undefined);
  expect(different).toHaveLength(1);
  expect(different[0]?.today).toContain('says "Se ha il numero della domanda');
  expect(parted).toBe(false);
});

test('another way is told, and nothing after it', () => {
  const list = entries();
  const index = list.findIndex((entry) => JSON.stringify(entry).includes('"come"'));
  const changed = list.map((entry, at_) => (at_ === index ? { ...entry, step: 'come-prima' } : entry));
  const { compared, parted } = replay(journal(changed), service);
  expect(parted).toBe(true);
  expect(compared.at(-1)).toMatchObject({
    was: 'step stato-domanda/come-prima',
    today: 'step stato-domanda/come',
  });
});

test('a journal without its beginning is refused', () => {
  const list = [at({ type: 'resumed' }), ...entries()];
  expect(() => replay(journal(list), service)).toThrow(ReplayError);
});
