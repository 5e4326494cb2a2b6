import { describe, expect, test } from '@jest/globals';
import { project } from '../../../test/support/small-project.ts';
import { type Answer, Walk } from '../../../test/support/walk.ts';
import { FindingsError } from '../../source/finding.ts';

const flow = (steps: string) => `
flow: prova
title: Prova
start: chiedi
steps:
  chiedi:
    ask: digits
    between: [3, 3]
    say: p.numero
    save: numero
    then: invio
    failed: fine
${steps}
  fatto: { say: p.fatto, then: fine }
  gia: { say: p.gia, then: chiedi }
  no: { say: p.no, then: chiedi }
  fine: { hang-up: normal }
`;
const document = flow(`
  invio:
    send-document: certificazione-unica
    to: residence
    with: { persona: $numero, anno: 2025 }
    save: richiesta
    accepted: fatto
    already: gia
    refused: no
    unavailable: no
`);
const sms = flow(`
  invio:
    send-sms: p.sms
    to: $numero
    with: { codice: 'A1' }
    accepted: fatto
    already: gia
    refused: no
    unavailable: no
`);
const booking = flow(`
  invio:
    book: sportello.confirm
    with: { posto: $numero }
    accepted: fatto
    already: gia
    taken: no
    refused: no
    unavailable: no
`);

const walk = (text: string, answer: Answer) => new Walk(project({ prova: text }), { flow: 'prova', answer });
const requests = (one: Walk) => one.actions.flatMap((action) => (action.type === 'request' ? [action] : []));

describe('a request that does something', () => {
  test.each([
    ['a document', document, 'document', 'certificazione-unica', { to: 'residence' }],
    ['an SMS', sms, 'sms', 'p.sms', { values: { codice: 'A1' } }],
    ['a booking', booking, 'booking', 'sportello.confirm', {}],
  ])('%s: asks its service and follows what it answers', (_name, text, service, operation, args) => {
    const one = walk(text, () => ({ outcome: 'accepted', value: { riferimento: 'R1' } })).press('123');
    expect(requests(one)).toEqual([expect.objectContaining({ service, operation })]);
    expect(requests(one)[0]?.arguments).toMatchObject(args);
    expect(one.at).toBe('prova/fatto');
  });

  test.each(['already', 'refused', 'unavailable', 'never-heard-of'])('leads on when it is %s', (outcome) => {
    const one = walk(document, () => ({ outcome })).press('123');
    expect(one.at).toBe(outcome === 'already' ? 'prova/gia' : 'prova/no');
  });

  test('without an answer keeps its key when the same is asked again, and only then', () => {
    const one = walk(document, () => 'no answer')
      .press('123')
      .silence()
      .silence();
    expect(one.at).toBe('prova/no');
    one.press('123').silence().silence().press('456');
    const [first, second, third] = requests(one).map((request) => request.idempotencyKey);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(new Set(requests(one).map((request) => request.id)).size).toBe(3);
  });

  test('that was answered is a new one when it is asked again', () => {
    const one = walk(document, () => ({ outcome: 'already' }))
      .press('123')
      .press('123');
    expect(new Set(requests(one).map((request) => request.idempotencyKey)).size).toBe(2);
  });

  test('is repeated under the same key by whoever takes the call over', () => {
    const one = walk(booking, () => 'no answer')
      .press('123')
      .send({ type: 'resume', at: 0 });
    expect(new Set(requests(one).map((request) => request.idempotencyKey)).size).toBe(1);
    expect(requests(one)).toHaveLength(2);
  });
});

test.each([
  ['an outcome without a target', booking.replace('    taken: no\n', ''), '"confirm" can end with "taken"'],
  [
    'an outcome that never comes',
    booking.replace('taken: no', 'taken: no\n    none: no'),
    'never ends with it',
  ],
  [
    'what its service does not take',
    booking.replace('posto: $numero', 'posto: $numero, colore: rosso'),
    '"sportello.confirm" has no argument "colore"',
  ],
  [
    'another service',
    booking.replace('sportello.', 'casa.'),
    'the back office has no operation "casa.confirm"',
  ],
  ['a verb that is not known', booking.replace('.confirm', '.reserve'), 'Write service.verb'],
])('a booking with %s is refused', (_name, text, message) => {
  expect(() => project({ prova: text })).toThrow(FindingsError);
  expect(() => project({ prova: text })).toThrow(message);
});

test('what a booking answers is known: a text may say why it was refused, and nothing that is not there', () => {
  const said = (field: string) =>
    booking
      .replace('refused: no', 'refused: perche\n    save: esito')
      .replace(
        '  fatto:',
        `  perche: { say: p.no, with: { perche: $esito.${field} }, then: fine }\n  fatto:`,
      );
  expect(() => project({ prova: said('perche') })).not.toThrow();
  expect(() => project({ prova: said('colore') })).toThrow('$esito.colore is never there');
});
