import { describe, expect, test } from '@jest/globals';
import { surroundings } from '../../../test/support/small-project.ts';
import { Source } from '../../source/source.ts';
import { readIdentity } from '../identity.ts';
import { inspectFlows } from '../load.ts';

const table = `levels: [none, code]
granted:
  - { level: code, flow: chi, return: trovato }
  - { level: code, look-up: cose.cerca, outcome: found }
needs:
  look-ups: { cose.cerca: none }
  documents: {}
  bookings: {}
`;
const settings = `languages: [it]
operator: chi
unknown-number: chi
defaults: { tries: 3, silence: 7, between-keys: 5, look-up: 12, please-wait: 1.5 }
prompts: { wrong-key: s.x, silence: s.x, please-wait: s.x, cleared: s.x, resume: s.x, recorded: s.x, apology: s.x }
`;
const chi = `flow: chi
title: Chi
start: a
steps:
  a: { look-up: cose.cerca, with: { numero: $call.caller }, found: t, not-found: t, unavailable: t }
  t: { return: trovato }
`;

/** What is said of a table, as `line:column severity code | message | mend`. */
function findings(yaml: string, flow = chi): readonly string[] {
  const source = new Source('identity.yaml', yaml);
  const texts = Object.entries({ 'settings.yaml': settings, 'chi.yaml': flow });
  const files = new Map(texts.map(([name, text]) => [name, new Source(name, text)]));
  const around = { ...surroundings, identity: readIdentity(source), identitySource: source };
  return inspectFlows('', files, around)
    .findings.filter((one) => one.code.startsWith('identity'))
    .map(
      (one) =>
        `${one.file}:${one.line}:${one.column} ${one.severity} ${one.code} | ${one.message} | ${one.mend}`,
    );
}

describe('flows/identity.yaml', () => {
  test('may only speak of what there is', () => {
    expect(findings(table)).toEqual([]);
  });

  test.each([
    ['flow: chi', 'flow: chii', '3:26 error identity | there is no flow "chii" | Did you mean "chi"?'],
    ['return: trovato', 'return: perso', '3:39 error identity | flow "chi" never returns "perso"'],
    [
      'look-up: cose.cerca',
      'look-up: cose.cerc',
      '4:29 error identity | the back office has no operation "cose.cerc" | Did you mean "cose.cerca"?',
    ],
    [
      'outcome: found',
      'outcome: fund',
      '4:50 error identity | "cose.cerca" never answers "fund" | Did you mean "found"?',
    ],
    [
      'cose.cerca: none',
      'cose.cerca: none, cose.altre: code',
      '6:33 error identity | the back office has no operation "cose.altre"',
    ],
  ])('is refused where it does not: %s', (from, to, expected) => {
    expect(findings(table.replace(from, to))[0]).toContain(`identity.yaml:${expected}`);
  });

  test('that does not name a request that is made has a finding at the request', () => {
    const open = table.replace('{ cose.cerca: none }', '{}');
    expect(findings(open)[0]).toContain(
      'chi.yaml:5:17 error identity-level | "cose.cerca" needs the level "code", since flows/identity.yaml does not name it, but a call can come here with "none": it begins here | ',
    );
    const asked = chi
      .replace('found: t,', 'found: b,')
      .replace('  t: {', '  b: { look-up: cose.altre, found: t, unavailable: t }\n  t: {');
    expect(findings(table, asked)).toEqual([
      'chi.yaml:6:17 warning identity-level | flows/identity.yaml does not say what "cose.altre" needs; it is taken to need "code" | Write it there, under `needs`',
    ]);
  });
});
