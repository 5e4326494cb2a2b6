import type { Graph, GraphEdge, GraphNode, NodeRole } from './graph.ts';
import { type RoleStyle, roleStyles } from './style.ts';

const brackets: Readonly<Record<RoleStyle['shape'], readonly [string, string]>> = {
  box: ['[', ']'],
  round: ['(', ')'],
  double: ['[[', ']]'],
  hexagon: ['{{', '}}'],
  barred: ['[(', ')]'],
  pill: ['([', '])'],
};

/** The graph in Mermaid's language, as GitLab and GitHub draw it inside Markdown. */
export function mermaidOf(graph: Graph): string {
  const ids = new Map(graph.nodes.map((node, index) => [node.id, `s${index}`]));
  const roles = [...new Set(graph.nodes.map(({ role }) => role))];
  const lines = [
    '---',
    `title: ${JSON.stringify(graph.title)}`,
    '---',
    'flowchart TD',
    ...graph.nodes.map((node) => `  ${ids.get(node.id)}${boxOf(node)}:::${className(node.role)}`),
    ...graph.edges.filter(({ noted }) => !noted).map((edge) => `  ${lineOf(edge, ids)}`),
    ...graph.nodes.filter(({ start }) => start).map(({ id }) => `  begin(( )) --> ${ids.get(id)}`),
    ...roles.map(
      (role) =>
        `  classDef ${className(role)} fill:${roleStyles[role].fill},stroke:${roleStyles[role].stroke},color:#1e222a`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function className(role: NodeRole): string {
  return role.replace('-', '_');
}

function boxOf({ role, title, kind, text, notes }: GraphNode): string {
  const [open, close] = brackets[roleStyles[role].shape];
  const head =
    kind === '' ? `<b>${mermaidText(title)}</b>` : `<b>${mermaidText(title)}</b> · ${mermaidText(kind)}`;
  return `${open}"${[head, ...[...text, ...notes].map(mermaidText)].join('<br>')}"${close}`;
}

function lineOf({ from, to, label, failure }: GraphEdge, ids: ReadonlyMap<string, string>): string {
  const arrow = failure ? '-.->' : '-->';
  const text = label === '' ? '' : `|"${mermaidText(label.replaceAll('\n', ' '))}"|`;
  return `${ids.get(from)} ${arrow}${text} ${ids.get(to)}`;
}

/** Mermaid writes special characters as entities with # in place of &. */
function mermaidText(text: string): string {
  return text.replace(/[#"&<>{}[\]()|`\\;]/g, (character) => `#${character.codePointAt(0)};`);
}
