import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { projectDir } from '../../test/support/parts.ts';
import { project as smallProject } from '../../test/support/small-project.ts';
import { loadService, type Service } from '../project.ts';
import { promptFiles } from '../speech/load-messages.ts';
import { flowGraph } from './flow-graph.ts';
import { mermaidOf } from './mermaid.ts';
import { numbersGraph } from './numbers-graph.ts';
import { promptTexts } from './prompt-texts.ts';
import { svgOf } from './svg.ts';
import { excerpt } from './text.ts';

const small = `
flow: prova
title: Prova & "altro"
start: scelta
steps:
  scelta:
    menu: { "1": ricerca, "2": ricerca, "7": scelta, "9": .repeat }
    say: p.scelta
    failed: fine
    silent: fine
  ricerca:
    look-up: cose.cerca
    with: { numero: "7" }
    save: cosa
    found: quale
    not-found: scelta
    unavailable: fine
  quale:
    choose: [{ when: 'cosa.n > 1 && cosa.n < 9', then: altrove }]
    otherwise: fine
  altrove: { go: operatore }
  fine: { hang-up: normal }
`;
const texts = promptTexts('p: { scelta: "Prema {momento, select, mattina {uno} other {due}} <ora>." }');
const graph = () => flowGraph(smallProject({ prova: small }).flow('prova'), texts);

describe('a flow as a graph', () => {
  test('has a box for each step, in the role of its kind, with what is heard', () => {
    expect(graph().nodes.map(({ id, role }) => [id, role])).toEqual([
      ['scelta', 'listens'],
      ['ricerca', 'looks-up'],
      ['quale', 'decides'],
      ['altrove', 'leaves'],
      ['fine', 'ends'],
    ]);
    expect(graph().nodes[0]).toMatchObject({
      kind: 'menu',
      text: ['Prema {momento} <ora>.'],
      notes: ['7 → scelta', 'failed, silent → fine', '9 → .repeat'],
      start: true,
    });
  });

  test('joins keys that lead to one step, and writes what many steps lead to into the boxes', () => {
    const lines = graph().edges.filter(({ noted }) => !noted);
    expect(lines.map(({ from, to, label }) => [from, label, to])).toEqual([
      ['scelta', '1, 2', 'ricerca'],
      ['ricerca', 'found', 'quale'],
      ['ricerca', 'not-found', 'scelta'],
      ['quale', 'cosa.n > 1 && cosa.n < 9', 'altrove'],
    ]);
  });
});

describe('pictures', () => {
  test('SVG is whole, and says in words what it shows', () => {
    const svg = svgOf(graph());
    expect(svg).toContain('<title id="title">prova: Prova &amp; &quot;altro&quot;</title>');
    expect(svg).toContain('scelta (menu): 1, 2 → ricerca; 7 → scelta; failed, silent → fine; 9 → .repeat.');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expectWellFormed(svg);
  });

  test('Mermaid names every box and line, special characters as entities', () => {
    const text = mermaidOf(graph());
    expect(text).toContain('s0("<b>scelta</b> · menu<br>Prema #123;momento#125; #60;ora#62;.');
    expect(text).toContain('s0 -->|"1, 2"| s1');
    expect(text).toContain('s2 -->|"cosa.n #62; 1 #38;#38; cosa.n #60; 9"| s3');
    expect(text).toContain('begin(( )) --> s0');
  });

  let service: Service;
  beforeAll(async () => {
    service = await loadService(join(projectDir, 'flows'), join(projectDir, 'prompts'));
  });

  test('of the shipped flows and numbers are well formed and complete', async () => {
    const files = await promptFiles(join(projectDir, 'prompts'), 'it');
    const italian = promptTexts(...(await Promise.all(files.map((file) => readFile(file, 'utf8')))));
    const graphs = [...service.project.flows.values()].map((flow) => flowGraph(flow, italian));
    for (const one of [...graphs, numbersGraph(service.project, service.plan.lines)]) {
      const svg = svgOf(one);
      expectWellFormed(svg);
      for (const { title } of one.nodes) expect(svg).toContain(`>${title}</tspan>`);
      expect(svg.match(/marker-end/g)?.length).toBeGreaterThanOrEqual(
        one.edges.filter(({ noted }) => !noted).length,
      );
    }
  });

  test('of the numbers show every number and every flow', () => {
    const { nodes, edges } = numbersGraph(service.project, service.plan.lines);
    const shown = nodes.flatMap(({ text }) => text).join('\n');
    for (const { number } of service.plan.lines) expect(shown).toContain(number);
    for (const name of service.project.flows.keys()) expect(nodes.map(({ id }) => id)).toContain(name);
    expect(edges).toContainEqual(
      expect.objectContaining({ from: 'stato-domanda', to: 'identificazione', label: 'and back' }),
    );
  });
});

test.each([
  ['Prema uno.', ['Prema uno.']],
  ['Questo testo è troppo lungo per stare in due righe', ['Questo testo è', 'troppo lungo…']],
  ['{n, plural, one {# pratica} other {# pratiche}} e {data, date, long}', ['{n} e {data}']],
  ['incomprensibilissimamente', ['incomprensibil…']],
])('the excerpt of "%s"', (text, lines) => {
  expect(excerpt(text, 15, 2)).toEqual(lines);
});

/** Every tag is closed, in order. */
function expectWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, close, name = '', own] of svg.matchAll(
    /<(\/?)([a-z]+)(?:\s+[a-zA-Z:-]+=(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>/g,
  )) {
    if (close === '/') expect(open.pop()).toBe(name);
    else if (own !== '/') open.push(name);
  }
  expect(open).toEqual([]);
  expect(svg.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;)/);
}
