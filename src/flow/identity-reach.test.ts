/** The table of levels at work: what the interpreter refuses, and what the check proves. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { surroundings } from '../../test/support/small-project.ts';
import { type Answer, Walk } from '../../test/support/walk.ts';
import { Sensitive } from '../privacy/sensitive.ts';
import { FindingsError } from '../source/finding.ts';
import { type Remark, Source } from '../source/source.ts';
import { isAtLeast, readIdentity } from './identity.ts';
import { identityReach } from './identity-reach.ts';
import { EndlessFlowError } from './interpreter.ts';
import { inspectFlows } from './load.ts';
import { Project } from './project.ts';
import { readFlow } from './read-flow.ts';
import { settingsSchema } from './settings.ts';

const identity = readIdentity(
  new Source(
    'identity.yaml',
    `levels: [none, code, pin]
granted:
  - { level: code, flow: chi, return: trovato }
  - { level: pin, look-up: pin.verifica, outcome: found }
needs:
  look-ups: { persone.cerca: none, pin.verifica: code, cose.mie: code, cose.tutte: pin }
  documents: { estratto: code }
  bookings: {}
`,
  ),
);
const operation = (name: string, args: readonly string[], found: 'persona' | 'nothing') => ({
  name,
  arguments: args,
  optional: [],
  outcomes: ['found', 'not-found'],
  results: {
    found:
      found === 'persona' ? { persona: { type: 'sensitive' as const } } : { n: { type: 'integer' as const } },
    'not-found': {},
  },
});
const around = {
  ...surroundings,
  identity,
  operations: [
    operation('persone.cerca', [], 'persona'),
    ...['pin.verifica', 'cose.mie', 'cose.tutte'].map((name) => operation(name, ['persona'], 'nothing')),
  ],
};
const chi = `
flow: chi
title: Chi
start: ricerca
steps:
  ricerca: { look-up: persone.cerca, save: esito, found: trovato, not-found: fallito, unavailable: fallito }
  trovato: { return: trovato, value: $esito.persona }
  fallito: { return: fallito }
`;
const flow = (steps: string, name = 'prova') => `flow: ${name}\ntitle: P\nstart: a\nsteps:\n${steps}`;
const end = '  z: { hang-up: normal }\n';
const look = (step: string, name: string, found: string) =>
  `  ${step}: { look-up: ${name}, with: { persona: $persona }, found: ${found}, not-found: z, unavailable: z }\n`;
const who = (step: string, then: string, variable = 'persona') =>
  `  ${step}: { go: chi, on: { trovato: ${then}, fallito: z }, save: ${variable} }\n`;

const settings = `languages: [it]
operator: operatore
unknown-number: operatore
defaults: { tries: 3, silence: 7, between-keys: 5, look-up: 12, please-wait: 1.5 }
prompts: { wrong-key: s.x, silence: s.x, please-wait: s.x, cleared: s.x, resume: s.x, recorded: s.x, apology: s.x }
`;
const operatore = flow(`  a: { say: p.o, then: z }\n${end}`, 'operatore');

/** The flows as they are, whatever the checks say of them. */
function unchecked(flows: Record<string, string>): Project {
  const settingsSource = new Source('settings.yaml', settings);
  const given = settingsSchema.parse(settingsSource.data);
  const read = Object.entries({ chi, operatore, ...flows }).map(([name, text]) => {
    const { flow: one, findings } = readFlow(new Source(`${name}.yaml`, text), name, given);
    if (one === undefined) throw new FindingsError(findings);
    return [name, one] as const;
  });
  const { calendars } = surroundings;
  return new Project({
    version: '1',
    settings: given,
    settingsSource,
    calendars,
    identity,
    queues: [],
    flows: new Map(read),
  });
}

const entryFlows = [
  {
    flow: 'prova',
    language: 'it',
    finding: (remark: Remark) => new Source('numbers.yaml', 'x: 1').finding([], remark),
  },
];

/** What `check` says about levels, as `file:line:column severity | message | mend`. */
const found = (flows: Record<string, string>) => {
  const texts = { settings, operatore, chi, ...flows };
  const files = new Map(
    Object.entries(texts).map(([name, text]) => [`${name}.yaml`, new Source(`${name}.yaml`, text)]),
  );
  return inspectFlows('', files, { ...around, entryFlows })
    .findings.filter((one) => one.code === 'identity-level')
    .map((one) => `${one.file}:${one.line}:${one.column} ${one.severity} | ${one.message} | ${one.mend}`);
};

/** Somebody else with every search. */
const others = (): Answer => {
  let people = 0;
  return (name) => {
    if (name !== 'persone.cerca') return { outcome: 'found', value: { n: 1 } };
    people += 1;
    return { outcome: 'found', value: { persona: new Sensitive('persona', `persona-${people}`) } };
  };
};

describe('the interpreter', () => {
  test('refuses what the level of the call does not allow, as if nobody answered', () => {
    const flows = unchecked({
      prova: flow(`${who('a', 'b')}${look('b', 'cose.tutte', 'c')}  c: { say: p.c, then: z }\n${end}`),
    });
    const walk = new Walk(flows, { flow: 'prova', answer: others() });
    expect(walk.refused).toEqual(['cose.tutte: pin, code']);
    expect(walk.actions.filter((action) => action.type === 'look-up')).toHaveLength(1);
    expect(walk.session.phase).toBe('ending');
    expect(walk.visited).not.toContain('prova/c');
  });

  test('lets it be asked once the level is reached, and says the level to conditions and texts', () => {
    const flows = unchecked({
      prova: flow(
        `${who('a', 'b')}${look('b', 'pin.verifica', 'c')}${look('c', 'cose.tutte', 'd')}  d: { choose: [{ when: 'call.identity == "pin"', then: e }], otherwise: z }\n  e: { say: p.livello, with: { livello: $call.identity }, then: z }\n${end}`,
      ),
    });
    const walk = new Walk(flows, { flow: 'prova', answer: others() });
    expect(walk.refused).toEqual([]);
    expect(walk.spoken).toEqual([{ prompt: 'p.livello', language: 'it', values: { livello: 'pin' } }]);
  });

  test('takes another person down to the level of their identification, with no way back', () => {
    const flows = unchecked({
      prova: flow(
        `${who('a', 'b')}${look('b', 'pin.verifica', 'm')}  m: { menu: { "1": t, "2": n }, say: p.m, failed: z }\n${who('n', 'm2')}  m2: { menu: { "1": t }, say: p.m, failed: z }\n${look('t', 'cose.tutte', 'm')}${end}`,
      ),
    });
    const walk = new Walk(flows, { flow: 'prova', answer: others() });
    walk.press('1');
    expect(walk.refused).toEqual([]);
    walk.press('2').press('*');
    expect(walk.at).toBe('prova/m2');
    expect(walk.session.identity).toMatchObject({ level: 'code' });
    walk.press('1');
    expect(walk.refused).toEqual(['cose.tutte: pin, code']);
  });

  test('refuses to ask about somebody else than who was identified', () => {
    const flows = unchecked({
      prova: flow(
        `${who('a', 'b', 'prima')}${who('b', 'c', 'dopo')}  c: { look-up: cose.mie, with: { persona: $prima }, found: z, not-found: z, unavailable: d }\n  d: { look-up: cose.mie, with: { persona: $dopo }, found: z, not-found: z, unavailable: z }\n${end}`,
      ),
    });
    const walk = new Walk(flows, { flow: 'prova', answer: others() });
    expect(walk.refused).toEqual(['cose.mie: code, another person']);
    expect(walk.actions.filter((action) => action.type === 'look-up')).toHaveLength(3);
  });

  test('holds documents to it too, by the person in their values', () => {
    const flows = unchecked({
      prova: flow(
        `  a: { send-document: estratto, to: residence, with: { persona: $call.caller }, accepted: z, already: z, refused: z, unavailable: z }\n${end}`,
      ),
    });
    expect(new Walk(flows, { flow: 'prova' }).refused).toEqual(['document estratto: code, none']);
  });
});

describe('the check', () => {
  test('finds a request that a call can come to without the level, with the way and what gives it', () => {
    const [only, ...more] = found({
      prova: flow(`${who('a', 'b')}${look('b', 'cose.mie', 'c')}${look('c', 'cose.tutte', 'z')}${end}`),
    });
    expect(only).toContain(
      'prova.yaml:7:17 error | "cose.tutte" needs the level "pin", but a call can come here with "code": by ',
    );
    expect(only).toMatch(/chi\/trovato, b \| Lead here only after look-up: pin\.verifica \(found\)$/);
    expect(more).toEqual([]);
  });

  test('knows what conditions on the level leave open', () => {
    const guarded = (when: string) =>
      found({
        prova: flow(
          `  a: { menu: { "1": b, "2": c }, say: p.m, failed: z }\n${who('b', 'p')}${look('p', 'pin.verifica', 'c')}  c: { choose: [{ when: '${when}', then: t }], otherwise: z }\n  t: { look-up: cose.tutte, with: { persona: $call.caller }, found: z, not-found: z, unavailable: z }\n${end}`,
        ),
      });
    expect(guarded('call.identity == "pin"')).toEqual([]);
    expect(guarded('call.identity in ["pin"] && call.language == "it"')).toEqual([]);
    expect(guarded('!(call.identity == "none" || call.identity == "code")')).toEqual([]);
    expect(guarded('call.identity != "none"')).toEqual([]);
    expect(guarded('call.language == "it"')).toHaveLength(1);
    expect(guarded('call.identity == "none" || call.language == "it"')).toHaveLength(1);
  });

  test('knows that a person is there only once they were identified', () => {
    const guarded = (when: string) =>
      found({
        prova: flow(
          `  a: { menu: { "1": b, "2": c }, say: p.m, failed: z }\n${who('b', 'c')}  c: { choose: [{ when: '${when}', then: t }], otherwise: z }\n${look('t', 'cose.mie', 'z')}${end}`,
        ),
      });
    expect(guarded('persona != null')).toEqual([]);
    expect(guarded('call.caller != null')).toHaveLength(1);
  });

  test('follows `*` back, with what is known by then', () => {
    const steps = (last: string) =>
      `${who('a', 'c')}  c: { menu: { "1": d, "2": p }, say: p.m, failed: z }\n${look('p', 'pin.verifica', 'm')}  m: { ${last} }\n  d: { choose: [{ when: 'call.identity == "code"', then: z }], otherwise: n }\n${who('n', 'u')}${look('u', 'cose.tutte', 'z')}${end}`;
    expect(found({ prova: flow(steps('say: p.m, then: z')) })).toEqual([]);
    expect(found({ prova: flow(steps('menu: { "1": z }, say: p.m, failed: z')) })).toHaveLength(1);
  });

  test('follows blocks for each level they are entered with', () => {
    const blocco = flow(
      `${look('a', 'pin.verifica', 'b')}  b: { return: si }\n  z: { return: no }\n`,
      'blocco',
    ).replace('title: P', 'title: P\nparameters: { persona: sensitive }');
    const enter = (on: string) => `{ go: blocco, with: { persona: $persona }, on: ${on} }\n`;
    expect(
      found({
        blocco,
        prova: flow(`${who('a', 'b')}  b: ${enter('{ si: c, no: z }')}${look('c', 'cose.tutte', 'z')}${end}`),
      }),
    ).toEqual([]);
    expect(
      found({
        blocco,
        prova: flow(`${who('a', 'b')}  b: ${enter('{ si: z, no: c }')}${look('c', 'cose.tutte', 'z')}${end}`),
      }),
    ).toHaveLength(1);
    expect(
      found({
        blocco,
        prova: flow(
          `  a: { menu: { "1": b }, say: p.m, failed: z }\n  b: { go: blocco, with: { persona: $call.caller }, on: { si: z, no: z } }\n${end}`,
        ),
      })[0],
    ).toContain(
      'blocco.yaml:6:17 error | "pin.verifica" needs the level "code", but a call can come here with "none"',
    );
  });
});

/** Steps of a random flow; each exit leads to one of them, or to the end. */
const stepArbitrary = (names: readonly string[]) => {
  const target = fc.constantFrom(...names, 'z');
  const lookUp = fc.constantFrom('pin.verifica', 'cose.mie', 'cose.tutte');
  const condition = fc.constantFrom(
    'call.identity == "pin"',
    'call.identity != "none"',
    'persona != null',
    'persona != null && call.identity == "code"',
    'call.identity == "code" || call.language == "it"',
  );
  return fc.oneof(
    fc
      .tuple(target, target)
      .map(([one, two]) => `{ menu: { "1": ${one}, "2": ${two} }, say: p.m, failed: z }`),
    fc
      .tuple(lookUp, target, target)
      .map(
        ([name, one, two]) =>
          `{ look-up: ${name}, with: { persona: $persona }, found: ${one}, not-found: ${two}, unavailable: z }`,
      ),
    fc
      .tuple(target, target)
      .map(([one, two]) => `{ go: chi, on: { trovato: ${one}, fallito: ${two} }, save: persona }`),
    fc
      .tuple(condition, target, target)
      .map(([when, one, two]) => `{ choose: [{ when: '${when}', then: ${one} }], otherwise: ${two} }`),
    fc.constantFrom('{ go: altro, with: { persona: $persona } }', '{ go: altro }'),
  );
};
const flowArbitrary = (name: string) => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  return fc
    .tuple(...names.map(() => stepArbitrary(names)))
    .map((steps) =>
      flow(`${names.map((step, index) => `  ${step}: ${steps[index]}\n`).join('')}${end}`, name),
    );
};

test('whatever the flows, where the check finds nothing no call is ever refused', () => {
  let proven = 0;
  fc.assert(
    fc.property(
      flowArbitrary('prova'),
      flowArbitrary('altro'),
      fc.array(fc.tuple(fc.constantFrom('1', '2', '*', '0', 'listen'), fc.nat()), {
        minLength: 5,
        maxLength: 40,
      }),
      (prova, altro, doings) => {
        const flows = unchecked({ prova, altro });
        const tooLow = identityReach(flows, entryFlows).some(({ step: { lookUp }, level }) => {
          const need = lookUp && identity.need({ type: 'look-up', operation: lookUp.operation });
          return need !== undefined && !isAtLeast(identity, level, need.level);
        });
        if (tooLow) return;
        proven += 1;
        let turn = 0;
        const answer: Answer = (name) => {
          turn += 1;
          // Circles of look-ups have a check of their own.
          if (turn > 40) return 'no answer';
          const chance = doings[turn % doings.length]?.[1] ?? 0;
          if (chance % 3 === 0) return { outcome: 'not-found', value: {} };
          const persona = new Sensitive('persona', `persona-${chance % 5}`);
          return { outcome: 'found', value: name === 'persone.cerca' ? { persona } : { n: 1 } };
        };
        try {
          const walk = new Walk(flows, { flow: 'prova', answer });
          for (const [doing] of doings) {
            if (walk.session.phase !== 'running') break;
            if (doing === 'listen') walk.listenAll();
            else walk.press(doing);
          }
          expect(walk.refused).toEqual([]);
        } catch (error) {
          // So have circles of other steps.
          if (!(error instanceof EndlessFlowError)) throw error;
        }
      },
    ),
    { numRuns: 500 },
  );
  expect(proven).toBeGreaterThan(10);
});
