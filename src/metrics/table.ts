import { themes } from './catalogue/index.ts';
import type { Definition } from './definition.ts';

/** The table of all metrics, as docs/metrics.md has it. */
export function metricsTable(): string {
  return themes
    .map(
      ({ title, metrics }) =>
        `### ${title}\n\n| metric | type | told by | meaning | labels |\n|--|--|--|--|--|\n${metrics.map(row).join('\n')}\n`,
    )
    .join('\n');
}

function row({ name, type, help, labels, parts, buckets }: Definition): string {
  const described = Object.entries(labels).map(([label, values]) => `\`${label}\`: ${values}`);
  const bounds = buckets === undefined ? '' : ` Buckets up to ${buckets.at(-1)}.`;
  const cells = [`\`${name}\``, type, parts.join(', '), help + bounds, described.join('. ')];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
