import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flowGraph } from '../graph/flow-graph.ts';
import type { Graph } from '../graph/graph.ts';
import { mermaidOf } from '../graph/mermaid.ts';
import { numbersGraph } from '../graph/numbers-graph.ts';
import { promptTexts } from '../graph/prompt-texts.ts';
import { svgOf } from '../graph/svg.ts';
import { loadService } from '../project.ts';
import { promptFiles } from '../speech/load-messages.ts';
import { type Command, flowsDir, promptsDir, textOption, UsageError } from './command.ts';

const formats: ReadonlyMap<string, { draw: (graph: Graph) => string; extension: string }> = new Map([
  ['svg', { draw: svgOf, extension: 'svg' }],
  ['mermaid', { draw: mermaidOf, extension: 'mmd' }],
]);

export const graph: Command = {
  name: 'graph',
  summary: 'draw flows, or all numbers and where they lead, as SVG or Mermaid',
  usage: `
usage: centralino graph [FLOW...] [--numbers] [--all] [--format svg|mermaid] [--out FILE|DIR]
                        [--language CODE] [--flows DIR] [--prompts DIR]

Without FLOW: the numbers and the flows behind them. One picture goes to standard output or to FILE; several go to
DIR, one file each.

  --numbers         the numbers too, beside the flows that are named
  --all             every flow, and the numbers
  --language CODE   whose texts are shown (default: the first of settings.yaml)`,
  options: {
    numbers: { type: 'boolean' },
    all: { type: 'boolean' },
    format: { type: 'string' },
    out: { type: 'string' },
    language: { type: 'string' },
    flows: { type: 'string' },
    prompts: { type: 'string' },
  },
  run: async (values, positionals) => {
    const format = formats.get(textOption(values, 'format', 'svg'));
    if (format === undefined) throw new UsageError(`--format is one of ${[...formats.keys()].join(', ')}`);
    const folder = textOption(values, 'prompts', promptsDir);
    const { project, plan } = await loadService(textOption(values, 'flows', flowsDir), folder);
    const { languages } = project.settings;
    const language = textOption(values, 'language', languages[0] ?? 'it');
    if (!languages.includes(language)) throw new UsageError(`--language is one of ${languages.join(', ')}`);
    const files = await promptFiles(folder, language);
    const texts = promptTexts(...(await Promise.all(files.map((file) => readFile(file, 'utf8')))));

    const all = values['all'] === true;
    const names = all ? [...project.flows.keys()] : positionals;
    const graphs = new Map<string, Graph>();
    for (const name of names) {
      const flow = project.flows.get(name);
      if (flow === undefined)
        throw new UsageError(`there is no flow "${name}"; there are ${[...project.flows.keys()].join(', ')}`);
      graphs.set(name, flowGraph(flow, texts));
    }
    if (all || values['numbers'] === true || names.length === 0)
      graphs.set('numbers', numbersGraph(project, plan.lines));

    const out = textOption(values, 'out', '');
    if (out === '' && graphs.size > 1) throw new UsageError('several pictures need --out DIR');
    for (const [name, drawn] of graphs) {
      const text = format.draw(drawn);
      if (out === '') process.stdout.write(text);
      else await write(graphs.size === 1 ? out : join(out, `${name}.${format.extension}`), text);
    }
    return 0;
  },
};

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
