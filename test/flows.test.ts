import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { prestazioni, stati } from '../src/backoffice/operations/domanda.ts';
import { operations } from '../src/backoffice/operations/index.ts';
import { digits } from '../src/input/keys.ts';
import { Sensitive } from '../src/privacy/sensitive.ts';
import { loadService, type Service } from '../src/project.ts';
import { projectDir } from './support/parts.ts';
import { type Answer, Walk } from './support/walk.ts';

let service: Service;

beforeAll(async () => {
  service = await loadService(join(projectDir, 'flows'), join(projectDir, 'prompts'));
});

/** Every prompt that was spoken has a text for the values it got. */
function expectSayable(walk: Walk): void {
  for (const { prompt, language, values } of walk.spoken) {
    expect(service.messages.format(prompt, language, values).text).not.toBe('');
  }
}

const persona = new Sensitive('persona', 'p');
const domanda = (prestazione: string, stato: string) => ({
  domus: new Sensitive('pratica', '2000000000000'),
  prestazione,
  stato,
  presentata: '2026-03-01',
  aggiornata: '2026-10-11',
  sede: 'Roma',
});

const answers: Answer = (operation) => {
  switch (operation) {
    case 'persone.cerca':
      return { outcome: 'found', value: { persona } };
    case 'domande.elenco':
      return {
        outcome: 'found',
        value: { quante: 2, domande: [domanda('naspi', 'accolta'), domanda('maternita', 'respinta')] },
      };
    case 'domande.stato':
      return { outcome: 'found', value: domanda('assegno-unico', 'in-lavorazione') };
    default:
      return { outcome: 'found', value: {} };
  }
};
const code = '4557523120192206';

describe('stato domanda', () => {
  test.each(['it', 'de', 'en', 'fr', 'ar', 'pl', 'es', 'ru'])(
    'with the practice number, in %s',
    (language) => {
      const walk = new Walk(service.project, { flow: 'stato-domanda', language, answer: answers });
      walk.press(`${code}1`).press('2000000000000#');
      expect(walk.at).toBe('stato-domanda/esito');
      expect(walk.listen().at).toBe('stato-domanda/dopo');
      expectSayable(walk);
    },
  );

  test('with the PIN, out of a list', () => {
    const walk = new Walk(service.project, { flow: 'stato-domanda', answer: answers });
    walk.press(`${code}2`).press('12345678');
    expect(walk.at).toBe('stato-domanda/quale');
    expect(walk.press('2').spoken.at(-1)?.values).toMatchObject({ prestazione: 'maternita' });
    expectSayable(walk);
  });

  test('three codes that nobody has lead to the operator, with a hint each time', () => {
    const answer: Answer = () => ({ outcome: 'not-found', value: { blocco: 'nascita' } });
    const walk = new Walk(service.project, { flow: 'stato-domanda', answer });
    walk.press(code);
    expect(walk.lastPrompts).toEqual(['identificazione.non-trovato']);
    walk.press(code).press(code);
    expect(walk.at).toBe('stato-domanda/sconosciuto');
    expect(walk.listen().at).toMatch(/^operatore\//);
  });

  test('people with the same keys are told apart by a question, or by the practice', () => {
    for (const [discriminante, at] of [
      ['mese', 'identificazione/mese'],
      ['iniziale', 'identificazione/iniziale'],
      ['pratica', 'stato-domanda/pratica'],
    ] as const) {
      const answer: Answer = () => ({ outcome: 'ambiguous', value: { ricerca: persona, discriminante } });
      expect(new Walk(service.project, { flow: 'stato-domanda', answer }).press(code).at).toBe(at);
    }
  });
});

describe('any caller of any line', () => {
  const everyOutcome = operations.flatMap((operation) =>
    Object.keys(operation.outcomes).map((outcome) => ({ operation: operation.name, outcome })),
  );

  /** An answer that the contract allows. */
  function answerOf(operation: string, random: number) {
    const outcomes = [
      'unavailable',
      ...everyOutcome.filter((one) => one.operation === operation).map((one) => one.outcome),
    ];
    const outcome = outcomes[random % outcomes.length] ?? 'unavailable';
    const pick = <T>(list: readonly T[]) => list[random % list.length];
    const one = domanda(pick(prestazioni) ?? '', pick(stati) ?? '');
    const value = {
      persona,
      ricerca: persona,
      discriminante: pick(['mese', 'iniziale', 'pratica']) ?? '',
      blocco: pick(['cognome-nome', 'nascita', 'luogo', 'controllo', 'sconosciuto']) ?? '',
      restano: random % 3,
      quante: (random % 9) + 1,
      domande: Array.from({ length: (random % 9) + 1 }, () => one),
      ...one,
    };
    return { outcome, value: outcome === 'unavailable' ? null : value };
  }

  const happening = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...digits).map((key) => ({ press: key as string })) },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(code, '1', '11', '2000000000000#', '12345678', '0#')
        .map((press) => ({ press })),
    },
    { weight: 3, arbitrary: fc.constant('listen' as const) },
    { weight: 2, arbitrary: fc.constant('silence' as const) },
  );

  test('always hears something or is waited for, and every text can be spoken', () => {
    const flows = [...new Set(service.plan.lines.map((line) => line.flow)), 'numero-sconosciuto'];
    const languages = service.project.settings.languages;
    fc.assert(
      fc.property(
        fc.constantFrom(...flows),
        fc.constantFrom(...languages),
        fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        fc.infiniteStream(fc.nat()),
        fc.array(happening, { maxLength: 40 }),
        (flow, language, at, random, happenings) => {
          const answer: Answer = (operation) => answerOf(operation, random.next().value ?? 0);
          const walk = new Walk(service.project, { flow, language, at: at.getTime(), answer });
          for (const one of happenings) {
            const { playing, timer, phase } = walk.session;
            if (phase !== 'running') break;
            expect(playing !== null || timer !== null).toBe(true);
            if (one === 'listen') {
              if (playing) walk.listen();
            } else if (one === 'silence') {
              if (timer) walk.silence();
            } else walk.press(one.press);
          }
          expectSayable(walk);
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('who only listens comes to a goodbye', () => {
    for (const line of service.plan.lines) {
      const walk = new Walk(service.project, { flow: line.flow, language: 'it', answer: answers });
      for (let turns = 0; walk.session.phase === 'running' && turns < 100; turns++) {
        if (walk.session.playing) walk.listen();
        else walk.silence();
      }
      expect(walk.session.phase).toBe('ending');
    }
  });
});
