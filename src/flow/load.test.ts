import { describe, expect, test } from '@jest/globals';
import { project, surroundings } from '../../test/support/small-project.ts';
import { FindingsError } from '../source/finding.ts';

const flow = (steps: string, start = 'a') => `flow: prova\ntitle: Prova\nstart: ${start}\nsteps:\n${steps}`;

/** What is wrong with a flow, as `line:column code message | mend`. */
function findings(text: string, around = {}): string[] {
  try {
    project({ prova: text }, around);
    return [];
  } catch (error) {
    if (!(error instanceof FindingsError)) throw error;
    return error.findings
      .filter(({ severity }) => severity === 'error')
      .map(({ file, line, column, code, message, mend }) => {
        expect(file).toBe('flows/prova.yaml');
        return `${line}:${column} ${code} ${message} | ${mend}`;
      });
  }
}

describe('a flow file', () => {
  test('that is all right has no findings', () => {
    expect(findings(flow('  a: { say: p.saluto, then: b }\n  b: { hang-up: normal }\n'))).toEqual([]);
  });

  test.each([
    ['YAML that does not parse', 'flow: [', /^1:8 yaml /],
    [
      'a step of no kind',
      flow('  a: { sya: p.saluto, then: a }\n'),
      /^5:3 unknown-step .* Did you mean "say"\?$/,
    ],
    [
      'a key of no step',
      flow('  a: { say: p.saluto, then: b, interupt: false }\n  b: { hang-up: normal }\n'),
      /^5:32 unknown-key "interupt" .* Did you mean "interrupt"\?$/,
    ],
    [
      'a missing key',
      flow('  a: { menu: { "1": a }, say: p.scelta }\n'),
      /^5:3 missing-key "failed" is missing/,
    ],
    [
      'a target that is not there',
      flow('  a: { say: p.saluto, then: bb }\n  b: { hang-up: normal }\n'),
      /^5:29 missing-target there is no step "bb" .* Did you mean "b"\?$/,
    ],
    ['a start that is not there', flow('  a: { hang-up: normal }\n', 'z'), /^3:8 missing-target/],
    [
      'a step that nothing leads to',
      flow('  a: { hang-up: normal }\n  b: { hang-up: normal }\n'),
      /^6:3 unreachable-step/,
    ],
    [
      'a prompt without text',
      flow('  a: { say: p.senza-testo, then: b }\n  b: { hang-up: normal }\n'),
      /^5:13 missing-prompt .*in it \| Write it in prompts\/it$/,
    ],
    [
      'a prompt mistyped',
      flow('  a: { say: p.senza-testo, then: b }\n  b: { hang-up: normal }\n').replace(
        'p.senza-testo',
        'senza-testo',
      ),
      /missing-prompt/,
    ],
    [
      'a circle that waits for nothing',
      flow('  a: { language: it, then: b }\n  b: { language: de, then: a }\n'),
      /^5:3 endless-loop/,
    ],
    [
      'a flow that is not there',
      flow('  a: { go: operatori }\n'),
      /^5:12 unknown-flow .*Did you mean "operatore"\?$/,
    ],
    [
      'a return that is never given',
      flow('  a: { go: operatore, on: { fatto: b } }\n  b: { hang-up: normal }\n'),
      /^5:29 unhandled-return flow "operatore" never returns "fatto"/,
    ],
    [
      'an operation that is not there',
      flow('  a: { look-up: cose.cercca, unavailable: b }\n  b: { hang-up: normal }\n'),
      /^5:17 look-up-contract .*Did you mean "cose.cerca"\?$/,
    ],
    [
      'an outcome that leads nowhere',
      flow(
        '  a: { look-up: cose.cerca, with: { numero: 1 }, found: b, unavailable: b }\n  b: { hang-up: normal }\n',
      ),
      /^5:17 look-up-contract .* can answer "not-found"/,
    ],
    [
      'an argument too few',
      flow(
        '  a: { look-up: cose.cerca, with: { anno: 1 }, found: b, not-found: b, unavailable: b }\n  b: { hang-up: normal }\n',
      ),
      /^5:29 look-up-contract .* needs the argument "numero"/,
    ],
    [
      'an argument too many',
      flow(
        '  a: { look-up: cose.cerca, with: { numero: 1, nome: 2 }, found: b, not-found: b, unavailable: b }\n  b: { hang-up: normal }\n',
      ),
      /^5:48 look-up-contract .* has no argument "nome"/,
    ],
    [
      'an outcome that never comes',
      flow(
        '  a: { look-up: cose.cerca, with: { numero: 1 }, found: b, not-found: b, locked: b, unavailable: b }\n  b: { hang-up: normal }\n',
      ),
      /^5:74 look-up-contract .* never answers "locked"/,
    ],
    [
      'a variable that nothing saves',
      flow('  a: { say: p.saluto, with: { x: $nome }, then: b }\n  b: { hang-up: normal }\n'),
      /^5:34 unset-variable .*\$nome/,
    ],
    [
      'a condition that is not CEL',
      flow('  a: { choose: [{ when: "x ==", then: b }], otherwise: b }\n  b: { hang-up: normal }\n'),
      /^5:19 syntax .*not a CEL expression/,
    ],
    [
      'an input kind that is not there',
      flow('  a: { ask: digit, say: p.saluto, save: x, then: b, failed: b }\n  b: { hang-up: normal }\n'),
      /^5:8 syntax/,
    ],
    [
      'an option that the input kind does not know',
      flow(
        '  a: { ask: digits, betwen: [1, 2], say: p.saluto, save: x, then: b, failed: b }\n  b: { hang-up: normal }\n',
      ),
      /^5:\d+ /,
    ],
    [
      'a flow in a file of another name',
      flow('  a: { hang-up: normal }\n').replace('flow: prova', 'flow: altro'),
      /^1:1 flow-name/,
    ],
  ])('%s', (_name, text, expected) => {
    const [first = 'no finding'] = findings(text);
    expect(first).toMatch(expected);
  });

  test('an entry of the number plan must lead to a flow', () => {
    const text = flow('  a: { hang-up: normal }\n');
    const entry = {
      flow: 'prove',
      language: 'it',
      finding: (given: { code: string; message: string; mend: string }) => ({
        severity: 'error' as const,
        file: 'flows/prova.yaml',
        line: 9,
        column: 2,
        ...given,
      }),
    };
    expect(findings(text, { ...surroundings, entryFlows: [entry] })).toEqual([
      expect.stringMatching(/^9:2 unknown-flow .*Did you mean "prova"\?$/),
    ]);
  });
});
