import type { FlowChange } from './changed-flows.ts';

/** Leads straight into the queue `pensioni`, at any hour: what is said before is tested elsewhere. */
export const queueNumber = '0655530001';

/** Changes of the flows that make it so. */
export const queueChanges: readonly FlowChange[] = [
  [
    'hours.yaml',
    / {2}operatori-it:\n( {4}.*\n)+/,
    '  operatori-it: { title: Test, holidays: open, weekly: always }\n',
  ],
  [
    'numbers.yaml',
    'lines:\n',
    `lines:\n  prova-coda: { number: "${queueNumber}", title: Test, flow: operatore, language: it }\n`,
  ],
  // Operators of tests may listen as long as they like.
  ['queues.yaml', /silent-after: \d+/, 'silent-after: 0'],
  // No main menu of the service: it is the one behind the operator's key.
  ['settings.yaml', 'menu-seconds: 25', 'menu-seconds: 60'],
  ['operatore.yaml', 'start: da-dove\n', 'start: da-dove\ntopic: pensioni\n'],
  ['operatore.yaml', 'when: informato != null, then: paese', 'when: call.topic == "pensioni", then: in-coda'],
];

/**
 * Leads straight into the queue of a topic, at any hour, beside `queueChanges`.
 * @param number a number of its own for the test
 */
export function leadsInto(topic: string, number: string): readonly FlowChange[] {
  return [
    [
      'numbers.yaml',
      'lines:\n',
      `lines:\n  prova-${topic}: { number: "${number}", title: Test, flow: operatore, language: it }\n`,
    ],
    [
      'operatore.yaml',
      '      - { when: call.topic == null',
      `      - { when: 'call.line == "prova-${topic}"', then: ${topic} }\n      - { when: call.topic == null`,
    ],
    [
      'operatore.yaml',
      `  ${topic}: { topic: ${topic}, then: orario }`,
      `  ${topic}: { topic: ${topic}, then: in-coda }`,
    ],
  ];
}
