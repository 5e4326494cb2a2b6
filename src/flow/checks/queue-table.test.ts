import { describe, expect, test } from '@jest/globals';
import { settings, surroundings } from '../../../test/support/small-project.ts';
import { Source } from '../../source/source.ts';
import { inspectFlows } from '../load.ts';

const table = new Source(
  'queues.yaml',
  'queues:\n  pensioni: { pills: [p.saluto, p.senza-testo] }\n  famiglia: { record: { notice: p.senza-testo } }\n  pensioni-due: { level: 2 }\n',
);
const operator = 'flow: operatore\ntitle: O\nstart: fine\nsteps:\n  fine: { hang-up: normal }\n';
const [pensioni] = surroundings.queues;
const queues =
  pensioni === undefined
    ? []
    : [
        { ...pensioni, pills: ['p.saluto', 'p.senza-testo'] },
        {
          ...pensioni,
          name: 'famiglia',
          topic: 'famiglia',
          pills: [],
          records: true,
          notice: 'p.senza-testo',
        },
        { ...pensioni, name: 'pensioni-due', level: 2 as const, pills: [] },
      ];

/** What is found about a flow with this head and these steps. */
function findings(
  head: string,
  queue: string,
  { numbersKnown = true, settingsText = settings } = {},
): readonly string[] {
  const flow = `flow: prova\ntitle: P\n${head}start: a
steps:
  a: { menu: { "1": b }, say: p.scelta, failed: z }
  b: { menu: { "1": c }, say: p.scelta, failed: z }
  c: { menu: { "1": d }, say: p.scelta, failed: z }
  d: { menu: { "1": e }, say: p.scelta, failed: z }
  e: { menu: { "1": f }, say: p.scelta, failed: z }
  f: { queue: ${queue}, answered: z, closed: z, full: z, nobody: z, timeout: z, unavailable: z }
  z: { hang-up: normal }
`;
  const files = Object.entries({ settings: settingsText, operatore: operator, prova: flow });
  const numbers = new Source('numbers.yaml', 'flow: prova');
  const { findings: found } = inspectFlows(
    '',
    new Map(files.map(([name, text]) => [`${name}.yaml`, new Source(`${name}.yaml`, text)])),
    {
      ...surroundings,
      queues,
      queuesSource: table,
      destinations: { queue: queues.map(({ name }) => name) },
      entryFlows: numbersKnown
        ? [{ flow: 'prova', language: 'it', finding: (remark) => numbers.finding(['flow'], remark) }]
        : undefined,
    },
  );
  return found.map((one) => `${one.file}:${one.line} ${one.code} ${one.message}`);
}

describe('the queues and the flows', () => {
  test('a queue that no flow leads into, and a text of a queue that is not written', () => {
    const found = findings('topic: pensioni\n', '$call.queue.name');
    expect(found).toContain('queues.yaml:3 unused-queue no flow leads into the queue "famiglia"');
    expect(found).toContainEqual(expect.stringMatching(/^queues.yaml:2 missing-prompt .*p.senza-testo/));
    expect(found.filter((one) => /"pensioni(-due)?"/.test(one))).toEqual([]);
  });

  test('a queue that records, and whose notice nobody could hear: its own, or that of the settings', () => {
    const found = findings('topic: famiglia\n', '$call.queue.name');
    expect(found).toContainEqual(expect.stringMatching(/^queues.yaml:3 missing-prompt .*p.senza-testo/));
    const settingsText = settings.replace('sistema.registrazione', 'p.senza-testo');
    expect(findings('', 'pensioni', { settingsText })).toContainEqual(
      expect.stringMatching(/^settings.yaml:\d+ missing-prompt .*p.senza-testo/),
    );
  });

  test('a topic that leads into no queue', () => {
    expect(findings('topic: pensione\n', '$call.queue.name')).toContain(
      'prova.yaml:3 unknown-topic there is no topic "pensione" of a first-level queue',
    );
  });

  test('a queue of the second level, to which only operators lead', () => {
    expect(findings('', 'pensioni-due')).toContainEqual(
      expect.stringMatching(/^prova.yaml:10 second-level-queue "pensioni-due"/),
    );
  });

  test('a menu behind too many others, unless the numbers cannot be read', () => {
    const deep = expect.stringMatching(/^prova.yaml:9 deep-menu/);
    expect(findings('', 'pensioni')).toContainEqual(deep);
    expect(findings('', 'pensioni', { numbersKnown: false })).not.toContainEqual(deep);
  });
});
