import { describe, expect, test } from '@jest/globals';
import { surroundings } from '../../../test/support/small-project.ts';
import { Source } from '../../source/source.ts';
import { inspectFlows, type Surroundings } from '../load.ts';
import type { PromptNeed } from './check.ts';

const settings = `
languages: [it, de]
operator: operatore
unknown-number: operatore
defaults: { tries: 3, silence: 7, between-keys: 5, look-up: 12, please-wait: 1.5 }
prompts: { wrong-key: s.x, silence: s.x, please-wait: s.x, cleared: s.x, resume: s.x, recorded: s.x, apology: s.x }
`;
const operator = 'flow: operatore\ntitle: O\nstart: fine\nsteps:\n  fine: { hang-up: normal }\n';

/** Arguments of the texts, by prompt and language. */
const needs: Record<string, PromptNeed[]> = {
  'p.nome it': [{ variable: 'nome', kind: 'text' }],
  'p.nome de': [{ variable: 'nome', kind: 'text' }],
  'p.tasto it': [{ variable: 'tasto', kind: 'number' }],
  'p.tasto de': [{ variable: 'tasto', kind: 'number' }],
  'p.data it': [{ variable: 'quando', kind: 'date' }],
  'p.conta it': [{ variable: 'quante', kind: 'number' }],
  'p.colore it': [{ variable: 'colore', kind: 'choice', branches: ['rosso', 'verde_chiaro'] }],
  'p.colore de': [{ variable: 'colore', kind: 'choice', branches: ['rosso', 'rosa_'] }],
};

const around: Surroundings = {
  ...surroundings,
  destinations: { number: ['ufficio-personale'], document: ['dati-f24'] },
  prompts: {
    has: (prompt, language) => !(prompt === 'p.solo-it' && language !== 'it'),
    ids: () => ['p.saluto', 'p.mai-detto', 's.x'],
    needs: (prompt, language) => needs[`${prompt} ${language}`] ?? [],
    seconds: (prompt) => (prompt === 'p.lungo' ? 80 : prompt === 'p.venti' ? 20 : 5),
    finding: (prompt, language, remark) => ({
      severity: 'error',
      file: `${language}.yaml`,
      line: prompt.length,
      column: 3,
      ...remark,
    }),
  },
  operations: [
    {
      name: 'cose.cerca',
      arguments: ['chi'],
      optional: ['anno'],
      takes: { chi: { type: 'sensitive' }, anno: { type: 'integer' } },
      outcomes: ['found', 'not-found'],
      results: {
        found: {
          nome: { type: 'string' },
          segreto: { type: 'sensitive' },
          quante: { type: 'integer' },
          colore: { type: 'string', oneOf: ['rosso', 'verde-chiaro'] },
        },
        'not-found': { motivo: { type: 'string' } },
      },
    },
  ],
};

/** What is wrong with flows, as `file:line:column severity code | message | mend`. The numbers lead to `prova`. */
function findings(flows: Record<string, string>, languages: readonly string[] = ['it', 'de']): string[] {
  const texts = { settings, operatore: operator, ...flows };
  const files = new Map(
    Object.entries(texts).map(([name, text]) => [`${name}.yaml`, new Source(`${name}.yaml`, text)]),
  );
  const entryFlows = languages.map((language) => ({
    flow: 'prova',
    language,
    finding: (remark: Parameters<Source['finding']>[1], key = 'flow') =>
      new Source('numbers.yaml', `${key}: x`).finding([key], remark),
  }));
  return inspectFlows('', files, { ...around, entryFlows }).findings.map(
    (one) =>
      `${one.file}:${one.line}:${one.column} ${one.severity} ${one.code} | ${one.message} | ${one.mend}`,
  );
}

const head = (name: string, start: string) => `flow: ${name}\ntitle: T\nstart: ${start}\nsteps:\n`;
/** A flow whose first step is on line 5. */
const flow = (steps: string, name = 'prova', start = 'a') => head(name, start) + steps;
const end = '  z: { hang-up: normal }\n';
const found =
  '  a: { ask: digits, between: [2, 4], say: p.saluto, save: chi, then: b, failed: z }\n  b: { look-up: cose.cerca, with: { chi: $chi }, save: cosa, found: c, not-found: z, unavailable: z }\n';

interface Case {
  /** Flows besides `prova`. */
  readonly more?: Record<string, string>;
  readonly languages?: readonly string[];
  readonly bad: string;
  /** The finding, from its place to its code, then parts of its message and its mend. */
  readonly is: string;
  readonly good: string;
}

const cases: Record<string, Case> = {
  'a circle of look-ups': {
    bad: flow(
      `  a: { look-up: cose.cerca, with: { chi: $call.caller }, found: z, not-found: a, unavailable: a }\n${end}`,
    ),
    is: 'prova.yaml:5:3 error endless-loop | step "a" leads back to itself | Put a step that listens',
    good: flow(
      `  a: { look-up: cose.cerca, with: { chi: $call.caller }, found: z, not-found: z, unavailable: z }\n${end}`,
    ),
  },
  'a circle that a counter does not end': {
    bad: flow(
      `  a: { say: p.saluto, then: b }\n  b: { choose: [{ when: 'call.language == "it"', then: z }], otherwise: a }\n${end}`,
    ),
    is: 'prova.yaml:5:3 error endless-loop | steps a, b lead round and round | a counter',
    good: flow(
      `  a: { set: { n: '0' }, then: b }\n  b: { say: p.saluto, then: c }\n  c: { set: { n: n + 1 }, then: d }\n  d: { choose: [{ when: n < 3, then: b }], otherwise: z }\n${end}`,
    ),
  },
  'a circle across flows': {
    more: { altro: flow('  a: { say: p.saluto, then: b }\n  b: { go: prova }\n', 'altro') },
    bad: flow('  a: { go: altro }\n'),
    is: 'altro.yaml:5:3 error endless-loop | steps a, b, prova/a lead round and round | Put a step',
    good: flow(`  a: { menu: { "1": b }, say: p.saluto, failed: z }\n  b: { go: altro }\n${end}`),
  },
  'a circle through a block that comes back': {
    more: { altro: flow('  a: { say: p.saluto, then: b }\n  b: { return: fatto }\n', 'altro') },
    bad: flow('  a: { go: altro, on: { fatto: a } }\n'),
    is: 'prova.yaml:5:3 error endless-loop | step "a" leads back',
    good: flow(`  a: { go: altro, on: { fatto: b } }\n  b: { go: altro, on: { fatto: z } }\n${end}`),
  },
  'silence for ever': {
    bad: flow(`  a: { menu: { "1": z }, say: p.saluto, failed: b }\n  b: { say: p.saluto, then: a }\n${end}`),
    is: 'prova.yaml:5:3 error endless-silence | steps a, b lead round and round for as long as a caller presses nothing | Lead `silent`',
    good: flow(
      `  a: { menu: { "1": z }, say: p.saluto, failed: b, silent: z }\n  b: { say: p.saluto, then: a }\n${end}`,
    ),
  },
  'failure that only repeats': {
    bad: flow(`  a: { menu: { "1": z }, say: p.saluto, failed: .repeat }\n${end}`),
    is: 'prova.yaml:5:3 error endless-silence | step "a"',
    good: flow(`  a: { menu: { "1": z, "9": .repeat }, say: p.saluto, failed: z }\n${end}`),
  },
  'a return to nobody': {
    bad: flow('  a: { say: p.saluto, then: b }\n  b: { return: fatto }\n'),
    is: 'prova.yaml:6:16 error dead-end | flow "prova" can return, but a number leads to it | End with a goodbye',
    good: flow(`  a: { say: p.saluto, then: z }\n${end}`),
  },
  'steps that nothing leads to': {
    bad: flow(
      `  a: { say: p.saluto, then: z }\n  b: { say: p.saluto, then: c }\n  c: { say: p.saluto, then: z }\n${end}`,
    ),
    is: 'prova.yaml:6:3 error unreachable-step | no way leads to step "b", and only it leads to c |',
    good: flow(`  a: { say: p.saluto, then: b }\n  b: { say: p.saluto, then: z }\n${end}`),
  },
  'a text missing in a language that is served': {
    bad: flow(`  a: { say: p.solo-it, then: z }\n${end}`),
    is: 'prova.yaml:5:13 error missing-prompt | prompt "p.solo-it" has no text in de | Write it in prompts/de',
    good: flow(`  a: { say: p.saluto, then: z }\n${end}`),
  },
  'a text missing in the language chosen': {
    languages: ['it'],
    bad: flow(`  a: { language: de, then: b }\n  b: { say: p.solo-it, then: z }\n${end}`),
    is: 'prova.yaml:6:13 error missing-prompt | prompt "p.solo-it" has no text in de',
    good: flow(`  a: { say: p.solo-it, then: z }\n${end}`),
  },
  'a language that is not served': {
    bad: flow(`  a: { language: fr, then: z }\n${end}`),
    is: 'prova.yaml:5:18 warning unknown-language | callers are not served in "fr" | settings.yaml has: it, de',
    good: flow(`  a: { language: de, then: z }\n${end}`),
  },
  'an argument without a value': {
    bad: flow(`  a: { say: p.nome, with: { nme: x }, then: z }\n${end}`),
    is: 'prova.yaml:5:13 error prompt-values | prompt "p.nome" (it, de): {nome} gets no value here | Give it one under `with:`; there are: nme',
    good: flow(`  a: { say: p.nome, with: { nome: x }, then: z }\n${end}`),
  },
  'a text where a number is counted': {
    bad: flow(`${found}  c: { say: p.conta, with: { quante: $cosa.nome }, then: z }\n${end}`),
    is: 'prova.yaml:7:13 error prompt-values | prompt "p.conta" (it): {quante} must be a number, but it is a text |',
    good: flow(`${found}  c: { say: p.conta, with: $cosa, then: z }\n${end}`),
  },
  'a number where a date is spoken': {
    bad: flow(`  a: { say: p.data, with: { quando: 12 }, then: z }\n${end}`),
    is: 'prova.yaml:5:13 error prompt-values | prompt "p.data" (it): {quando} must be a date',
    good: flow(`  a: { say: p.data, with: { quando: "2026-11-23" }, then: z }\n${end}`),
  },
  'a sensitive value in a text': {
    bad: flow(`${found}  c: { say: p.nome, with: { nome: $cosa.segreto }, then: z }\n${end}`),
    is: 'prova.yaml:7:13 error sensitive-value | prompt "p.nome" (it, de): {nome} is a sensitive value, which is never spoken | Take {nome} out',
    good: flow(`${found}  c: { say: p.nome, with: { nome: $cosa.nome }, then: z }\n${end}`),
  },
  'branches that are not those of the codes': {
    bad: flow(`${found}  c: { say: p.colore, with: { colore: $cosa.colore }, then: z }\n${end}`),
    is: 'de.yaml:8:3 warning select-branches | "p.colore": {colore} is never "rosa_" | Did you mean "rosso"?',
    good: flow(`${found}  c: { say: p.nome, with: { nome: $cosa.colore }, then: z }\n${end}`),
  },
  'a branch that another language has': {
    bad: flow(`${found}  c: { say: p.colore, with: { colore: $cosa.colore }, then: z }\n${end}`),
    is: 'de.yaml:8:3 warning select-branches | "p.colore": {colore} has no branch for verde_chiaro, which other languages have | Translate it',
    good: flow(
      `${found}  c: { say: [{ prompt: p.colore, language: it, with: { colore: $cosa.colore } }], then: z }\n${end}`,
    ),
  },
  'a prompt that is too long': {
    languages: ['it'],
    bad: flow(`  a: { say: p.lungo, then: z }\n${end}`),
    is: 'it.yaml:7:3 warning long-prompt | "p.lungo" takes about 80 seconds, more than 45 | Shorten it',
    good: flow(`  a: { say: p.saluto, then: z }\n${end}`),
  },
  'a menu that takes the key of the operator': {
    bad: flow(`  a: { menu: { "0": z }, say: p.saluto, failed: z }\n${end}`),
    is: 'prova.yaml:5:16 warning menu-keys | key 0 is the operator everywhere else | Write `operator: ...`',
    good: flow(`  a: { menu: { "1": z }, say: p.saluto, operator: z, failed: z }\n${end}`),
  },
  'a key with two targets': {
    bad: flow(
      `  a: { menu: { "1": z, "*": z }, back: b, say: p.saluto, failed: z }\n  b: { say: p.saluto, then: z }\n${end}`,
    ),
    is: 'prova.yaml:5:24 error menu-keys | key * has two targets: here and in `back:` | Keep one',
    good: flow(
      `  a: { menu: { "1": z }, back: b, say: p.saluto, failed: z }\n  b: { say: p.saluto, then: z }\n${end}`,
    ),
  },
  'a key that ends entries': {
    bad: flow(`  a: { menu: { "#": z }, say: p.saluto, failed: z }\n${end}`),
    is: 'prova.yaml:5:16 warning menu-keys | key # may be lost',
    good: flow(`  a: { menu: { "1": z }, say: p.saluto, failed: z }\n${end}`),
  },
  'a first menu that takes too long with all of its choices': {
    bad: flow(`  a: { menu: [${'{ say: p.tasto, then: z }, '.repeat(2)}], say: p.venti, failed: z }\n${end}`),
    is: 'prova.yaml:5:3 error long-menu | the menu takes about 30 s in it, 30 s in de, more than 25 s | Shorten',
    good: flow(`  a: { menu: [{ say: p.tasto, then: z }], say: p.venti, failed: z }\n${end}`),
  },
  'a later menu that takes too long with all of its choices': {
    bad: flow(
      `  a: { menu: [{ say: p.tasto, then: b }], failed: z }\n  b: { menu: [${'{ say: p.venti, then: z }, '.repeat(3)}], failed: z }\n${end}`,
    ),
    is: 'prova.yaml:6:3 warning long-menu | the menu takes about 60 s in it, 60 s in de, more than 45 s | Shorten',
    good: flow(
      `  a: { menu: [{ say: p.tasto, then: b }], failed: z }\n  b: { menu: [${'{ say: p.venti, then: z }, '.repeat(2)}], failed: z }\n${end}`,
    ),
  },
  'a menu behind four others, across flows': {
    more: {
      altro: flow(
        '  a: { menu: { "1": b }, say: p.saluto, failed: b }\n  b: { menu: { "1": c }, say: p.saluto, failed: z }\n  c: { menu: { "1": z }, say: p.saluto, failed: z }\n  z: { hang-up: normal }\n',
        'altro',
      ),
    },
    bad: flow(
      `  a: { menu: { "1": b }, say: p.saluto, failed: z }\n  b: { menu: { "1": c }, say: p.saluto, failed: z }\n  c: { go: altro }\n${end}`,
    ),
    is: 'altro.yaml:7:3 error deep-menu | comes after 4 others (prova/a, prova/b, altro/a, altro/b), more than 3 | further up',
    // A way with fewer menus is there too.
    good: flow(
      `  a: { menu: { "1": b, "2": c }, say: p.saluto, failed: z }\n  b: { menu: { "1": c }, say: p.saluto, failed: z }\n  c: { go: altro }\n${end}`,
    ),
  },
  'a menu behind a block is as deep as without the block': {
    more: {
      altro: flow('  a: { menu: { "1": b }, say: p.saluto, failed: b }\n  b: { return: fatto }\n', 'altro'),
    },
    bad: flow(
      `${[...'abcde'].map((name, index) => `  ${name}: { menu: { "1": ${'bcdez'[index]} }, say: p.saluto, failed: z }\n`).join('')}${end}`,
    ),
    is: 'prova.yaml:9:3 error deep-menu | comes after 4 others',
    good: flow(
      `  a: { go: altro, on: { fatto: b } }\n${[...'bcde'].map((name, index) => `  ${name}: { menu: { "1": ${'cdez'[index]} }, say: p.saluto, failed: z }\n`).join('')}${end}`,
    ),
  },
  'more than eight choices': {
    bad: flow(
      `  a: { menu: { ${[...'123456789'].map((key) => `"${key}": z`).join(', ')} }, say: p.saluto, failed: z }\n${end}`,
    ),
    is: 'prova.yaml:5:8 warning menu-keys | the menu has 9 choices | Keep to 8',
    good: flow(
      `  a: { menu: { ${[...'12345678'].map((key) => `"${key}": z`).join(', ')}, "9": .repeat }, say: p.saluto, failed: z }\n${end}`,
    ),
  },
  'a listed choice that does not say its key': {
    bad: flow(`  a: { menu: [{ say: p.saluto, then: z }], failed: z }\n${end}`),
    is: 'prova.yaml:5:17 warning menu-keys | "p.saluto" (it, de) does not say its key | Write {tasto, number}',
    good: flow(`  a: { menu: [{ say: p.tasto, then: z }], failed: z }\n${end}`),
  },
  'a listed choice on the key of the operator': {
    bad: flow(`  a: { menu: [{ key: "0", say: p.tasto, then: z }], failed: z }\n${end}`),
    is: 'prova.yaml:5:15 warning menu-keys | key 0 is the operator everywhere else',
    good: flow(
      `  a: { menu: [{ say: p.tasto, then: z }, { key: "0", say: p.tasto, then: .operator }], failed: z }\n${end}`,
    ),
  },
  'a choice on 0 that goes to the operator with what is known, and one that goes elsewhere': {
    bad: flow(
      `  a: { menu: [{ key: "0", say: p.tasto, then: o }], failed: z }\n  o: { go: prova, with: { tema: naspi } }\n${end}`,
    ),
    is: 'prova.yaml:5:15 warning menu-keys | key 0 is the operator everywhere else',
    good: flow(
      `  a: { menu: [{ key: "0", say: p.tasto, then: o }], failed: z }\n  o: { go: operatore, with: { tema: naspi } }\n${end}`,
    ),
  },
  'a listed choice that leads nowhere': {
    bad: flow(`  a: { menu: [{ say: p.tasto, then: zz }], failed: z }\n${end}`),
    is: 'prova.yaml:5:37 error missing-target | there is no step "zz" | Did you mean "z"?',
    good: flow(`  a: { menu: [{ say: p.tasto, then: z }], failed: z }\n${end}`),
  },
  'a listed choice without a text in one language': {
    bad: flow(`  a: { menu: [{ say: p.solo-it, then: z }], failed: z }\n${end}`),
    is: 'prova.yaml:5:22 error missing-prompt | prompt "p.solo-it" has no text in de',
    good: flow(`  a: { menu: [{ say: p.solo-it, language: it, then: z }], failed: z }\n${end}`),
  },
  'a listed choice whose text needs more than its key': {
    bad: flow(`  a: { menu: [{ say: p.nome, then: z }], failed: z }\n${end}`),
    is: 'prova.yaml:5:22 error prompt-values | prompt "p.nome" (it, de): {nome} gets no value here | Give it one under `with:`; there are: tasto',
    good: flow(`  a: { menu: [{ say: p.tasto, then: z }], failed: z }\n${end}`),
  },
  'two listed choices on one key': {
    bad: flow(
      `  a: { menu: [{ say: p.tasto, then: z }, { key: "1", say: p.tasto, then: z }], failed: z }\n${end}`,
    ),
    is: 'prova.yaml:5:42 error syntax | "menu.1" does not fit: key 1 is taken by a choice before',
    good: flow(
      `  a: { menu: [{ say: p.tasto, then: z }, { key: "7", say: p.tasto, then: z }], failed: z }\n${end}`,
    ),
  },
  'a mistyped key of a listed choice': {
    bad: flow(`  a: { menu: [{ sya: p.saluto, say: p.tasto, then: z }], failed: z }\n${end}`),
    is: 'prova.yaml:5:17 error unknown-key | "sya" is not known here | Did you mean "say"?',
    good: flow(`  a: { menu: [{ say: p.tasto, then: z }], failed: z }\n${end}`),
  },
  'keys alone, and nothing that tells them': {
    bad: flow(`  a: { menu: { "1": z }, failed: z }\n${end}`),
    is: 'prova.yaml:5:8 error syntax | "menu" does not fit | Write `say`, the prompt that tells the keys',
    good: flow(`  a: { menu: { "1": z }, say: p.saluto, failed: z }\n${end}`),
  },
  'the same key twice': {
    bad: flow(`  a: { menu: { "1": z, "1": a }, say: p.saluto, failed: z }\n${end}`),
    is: 'prova.yaml:5:24 error duplicate-key | "1" stands here twice | Keep one of the two',
    good: flow(`  a: { menu: { "1": z, "2": z }, say: p.saluto, failed: z }\n${end}`),
  },
  'a calendar that is not there': {
    bad: flow(`  a: { choose: [{ when: 'call.open["operatori-de"]', then: z }], otherwise: z }\n${end}`),
    is: 'prova.yaml:5:26 error unknown-calendar | hours.yaml has no calendar "operatori-de" | Did you mean "operatori-it"?',
    good: flow(`  a: { choose: [{ when: 'call.open["operatori-it"]', then: z }], otherwise: z }\n${end}`),
  },
  'a campaign that is not there': {
    bad: flow(
      `  a: { choose: [{ when: 'call.campaign["certificazione-unic"]', then: z }], otherwise: z }\n${end}`,
    ),
    is: 'prova.yaml:5:26 error unknown-calendar | mailing.yaml has no campaign of "certificazione-unic" | Did you mean "certificazione-unica"?',
    good: flow(
      `  a: { choose: [{ when: 'call.campaign["certificazione-unica"] && call.campaignYear["certificazione-unica"] == 2025', then: z }], otherwise: z }\n${end}`,
    ),
  },
  'a number that is not there': {
    bad: flow(
      `  a: { transfer: ufficio-personal, answered: z, busy: z, no-answer: z, unavailable: z }\n${end}`,
    ),
    is: 'prova.yaml:5:18 error unknown-destination | there is no number to transfer to "ufficio-personal" | Did you mean "ufficio-personale"?',
    good: flow(
      `  a: { transfer: ufficio-personale, answered: z, busy: z, no-answer: z, unavailable: z }\n${end}`,
    ),
  },
  'a document that is not there': {
    bad: flow(
      `  a: { send-document: dati-f25, to: email, accepted: z, already: z, refused: z, unavailable: z }\n${end}`,
    ),
    is: 'prova.yaml:5:23 error unknown-destination | there is no document "dati-f25" | Did you mean "dati-f24"?',
    good: flow(
      `  a: { send-document: dati-f24, to: email, accepted: z, already: z, refused: z, unavailable: z }\n${end}`,
    ),
  },
  'an argument of the wrong type': {
    bad: flow(
      `  a: { look-up: cose.cerca, with: { chi: 12 }, found: z, not-found: z, unavailable: z }\n${end}`,
    ),
    is: 'prova.yaml:5:42 error look-up-contract | the argument "chi" of "cose.cerca" does not fit: it is a whole number, not a sensitive value | Hand over',
    good: flow(
      `  a: { look-up: cose.cerca, with: { chi: $call.caller, anno: 2026 }, found: z, not-found: z, unavailable: z }\n${end}`,
    ),
  },
  'a condition over different types': {
    bad: flow(`${found}  c: { choose: [{ when: 'cosa.quante == "tre"', then: z }], otherwise: z }\n${end}`),
    is: 'prova.yaml:7:26 error condition-types | in CEL: no such overload',
    good: flow(`${found}  c: { choose: [{ when: 'cosa.quante == 3', then: z }], otherwise: z }\n${end}`),
  },
  'a condition that is no condition': {
    bad: flow(`${found}  c: { choose: [{ when: cosa.nome, then: z }], otherwise: z }\n${end}`),
    is: 'prova.yaml:7:25 error condition-types | a condition must be true or false, but this is a text | Compare it',
    good: flow(`${found}  c: { choose: [{ when: cosa.nome == 'x', then: z }], otherwise: z }\n${end}`),
  },
  'a field that no answer has': {
    bad: flow(`${found}  c: { say: p.nome, with: { nome: $cosa.nomi }, then: z }\n${end}`),
    is: 'prova.yaml:7:35 error unset-variable | $cosa.nomi is never there | Did you mean "nome"?',
    good: flow(`${found}  c: { say: p.nome, with: { nome: $cosa.nome }, then: z }\n${end}`),
  },
  'a variable that one way does not save': {
    bad: flow(
      `  a: { menu: { "1": b, "2": c }, say: p.saluto, failed: z }\n  b: { set: { x: '1' }, then: c }\n  c: { say: p.nome, with: { nome: $x }, then: z }\n${end}`,
    ),
    is: 'prova.yaml:7:35 warning maybe-unset | a call can come to step "c" without any step having saved $x | Save it on every way here, or choose by `x != null`',
    good: flow(
      `  a: { menu: { "1": b, "2": d }, say: p.saluto, failed: z }\n  b: { set: { x: '1' }, then: d }\n  d: { choose: [{ when: x != null, then: c }], otherwise: z }\n  c: { say: p.nome, with: { nome: $x }, then: z }\n${end}`,
    ),
  },
  'a field that another outcome brings': {
    bad: flow(
      `${found.replace('not-found: z', 'not-found: c')}  c: { say: p.nome, with: { nome: $cosa.nome }, then: z }\n${end}`,
    ),
    is: 'prova.yaml:7:35 warning maybe-unset | a call can come to step "c" without any step having saved $cosa.nome | Save it on every way here, or choose by `has(cosa.nome)`',
    good: flow(
      `${found.replace('not-found: z', 'not-found: e').replace('found: c', 'found: e')}  e: { choose: [{ when: has(cosa.nome), then: c }], otherwise: z }\n  c: { say: p.nome, with: { nome: $cosa.nome }, then: z }\n${end}`,
    ),
  },
  'a flow that no number leads to': {
    more: { altro: flow(end, 'altro', 'z') },
    bad: flow(`  a: { say: p.saluto, then: z }\n${end}`),
    is: 'altro.yaml:1:1 warning unused-flow | no number leads to flow "altro" | Lead to it from numbers.yaml',
    good: flow('  a: { say: p.saluto, then: b }\n  b: { go: altro }\n'),
  },
  'a flow that no number leads to, though a block that it shares with others ends': {
    more: {
      altro: flow('  a: { go: domanda, on: { fatto: b } }\n  b: { go: dopo-altro }\n', 'altro'),
      'dopo-altro': flow(end, 'dopo-altro', 'z'),
      terzo: flow('  a: { go: domanda, on: { fatto: b } }\n  b: { go: dopo-terzo }\n', 'terzo'),
      'dopo-terzo': flow(end, 'dopo-terzo', 'z'),
      domanda: flow('  a: { say: p.saluto, then: b }\n  b: { return: fatto }\n', 'domanda'),
    },
    bad: flow('  a: { menu: { "1": b }, say: p.saluto, failed: b }\n  b: { go: terzo }\n'),
    is: 'dopo-altro.yaml:1:1 warning unused-flow | no number leads to flow "dopo-altro" |',
    good: flow(
      '  a: { menu: { "1": b, "2": c }, say: p.saluto, failed: b }\n  b: { go: terzo }\n  c: { go: altro }\n',
    ),
  },
  'a variable that nothing reads': {
    bad: flow(`  a: { ask: yes-no, say: p.saluto, save: chi, then: z, failed: z }\n${end}`),
    is: 'prova.yaml:5:36 warning unused-variable | $chi is saved here, and no step of this flow reads it',
    good: flow(
      `  a: { ask: yes-no, say: p.saluto, save: chi, then: b, failed: z }\n  b: { say: p.nome, with: { nome: $chi }, then: z }\n${end}`,
    ),
  },
};

describe('the checks find', () => {
  test.each(Object.entries(cases))('%s', (_name, { bad, is, good, more = {}, languages }) => {
    const [place = '', ...parts] = is.split(' | ');
    const has = (list: string[]) =>
      list.filter(
        (one) =>
          one.startsWith(`${place} | `) && parts.every((part) => one.includes(part.replace(/ \|$/, ''))),
      );
    const wrong = findings({ ...more, prova: bad }, languages);
    expect({ wrong, found: has(wrong).length }).toEqual({ wrong, found: 1 });
    const right = findings({ ...more, prova: good }, languages);
    const code = place.split(' ').at(-1) ?? '';
    expect(right.filter((one) => one.split(' | ')[0]?.endsWith(` ${code}`))).toEqual([]);
  });

  test('texts that nothing speaks, in all their languages', () => {
    const text = flow(`  a: { say: p.saluto, then: z }\n${end}`);
    expect(findings({ prova: text })).toEqual([
      'it.yaml:11:3 warning unused-prompt | no step speaks "p.mai-detto" (also in de) | Take it out, or speak it',
    ]);
  });

  test('what is wrong with one flow also where another, or the settings, cannot be read', () => {
    const bad = flow(`  a: { say: p.saluto, then: zz }\n${end}`);
    const both = findings({ prova: bad, rotto: 'flow: [' });
    expect(both).toEqual(
      expect.arrayContaining([expect.stringMatching(/^prova.yaml:5:29 error missing-target/)]),
    );
    expect(both).toEqual(expect.arrayContaining([expect.stringMatching(/^rotto.yaml:1:8 error yaml/)]));
    const typo = flow(`  a: { say: p.saluto, thn: z }\n${end}`);
    expect(findings({ prova: typo, settings: 'languages: it\n' })).toEqual(
      expect.arrayContaining([expect.stringMatching(/^prova.yaml:5:23 error unknown-key/)]),
    );
  });

  test('nothing wrong with entering a flow that cannot be read: that is its own finding', () => {
    expect(findings({ prova: flow('  a: { go: rotto }\n'), rotto: 'flow: [' })).toEqual([
      expect.stringMatching(/^rotto.yaml:1:8 error yaml/),
    ]);
  });
});
