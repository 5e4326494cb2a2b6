import type { Project } from '../flow/project.ts';
import type { Graph, GraphEdge, GraphNode } from './graph.ts';

/** A number of the plan, as far as the picture shows it. */
export interface NumberLine {
  readonly number: string;
  readonly title: string;
  readonly country: string;
  readonly flow: string;
}

/** All numbers, the flows they lead to, and the flows that those enter. */
export function numbersGraph(project: Project, lines: readonly NumberLine[]): Graph {
  const { settings } = project;
  const entries = [...new Set(lines.map(({ flow }) => flow))].map((flow) => {
    const own = lines.filter((line) => line.flow === flow);
    const text = own.map(({ number, country, title }) => `${number} ${country} · ${title}`);
    return entry(`numbers:${flow}`, own.length === 1 ? 'number' : `${own.length} numbers`, text, flow);
  });
  const unknown = settings['unknown-number'];
  entries.push(entry('numbers:', 'any other number', [], unknown));
  const flows = [...project.flows.values()].map(
    (flow): GraphNode => ({
      id: flow.name,
      role: 'flow',
      title: flow.name,
      kind: `${flow.steps.size} steps`,
      text: [flow.title],
      notes: flow.name === settings.operator ? ['key 0 leads here'] : [],
      start: false,
    }),
  );
  const edges = [...entries.map(({ edge }) => edge), ...flowEdges(project)];
  return {
    title: 'Numbers and flows',
    description: edges
      .map(
        ({ from, to, label }) =>
          `${from.replace(/^numbers:/, 'numbers of ')} → ${to}${label && ` (${label})`}.`,
      )
      .join(' '),
    nodes: [...entries.map(({ node }) => node), ...flows],
    edges,
  };
}

function entry(
  id: string,
  title: string,
  text: readonly string[],
  flow: string,
): { node: GraphNode; edge: GraphEdge } {
  return {
    node: { id, role: 'numbers', title, kind: '', text, notes: [], start: false },
    edge: { from: id, to: flow, label: '', failure: false, noted: false },
  };
}

/** One line for each flow that another enters; `and back` where it returns. */
function flowEdges(project: Project): GraphEdge[] {
  const edges = new Map<string, GraphEdge>();
  for (const flow of project.flows.values()) {
    for (const step of flow.steps.values()) {
      if (step.subFlow === undefined) continue;
      const { flow: to, returns } = step.subFlow;
      const label = returns === 'never' ? '' : 'and back';
      const edge = { from: flow.name, to, label, failure: to === project.settings.operator, noted: false };
      edges.set(JSON.stringify([flow.name, to]), edge);
    }
  }
  return [...edges.values()];
}
