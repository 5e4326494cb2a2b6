import { inputKinds } from '../input/kinds.ts';
import { type JsonSchema, keysOf } from './schema.ts';
import { stepKinds } from './steps/index.ts';

/** The reference of every step and input kind, in Markdown, from their own schemas: the second half of docs/flussi.md. */
export function referenceManual(): string {
  const steps = [...stepKinds.values()].map(({ kind, description, example, schema }) =>
    section(`\`${kind}\``, description, example, keysOf(schema)),
  );
  const inputs = [...inputKinds.values()].map(({ name, description, example, options }) =>
    section(`\`ask: ${name}\``, description, example, keysOf(options)),
  );
  return ['## I passi, uno per uno', ...steps, '## I tipi di dato di `ask`', ...inputs].join('\n\n');
}

function section(
  title: string,
  description: string,
  example: string,
  keys: ReturnType<typeof keysOf>,
): string {
  const rows = [...keys].map(
    ([name, { schema, required }]) =>
      `| \`${name}\` | ${required ? 'sì' : ''} | ${cell(explanation(schema))} |`,
  );
  const table = rows.length === 0 ? [] : [['| chiave | serve | |', '|---|---|---|', ...rows].join('\n')];
  return [`### ${title}`, description, `\`\`\`yaml\n${example.trim()}\n\`\`\``, ...table].join('\n\n');
}

function explanation(schema: JsonSchema): string {
  const description = typeof schema['description'] === 'string' ? schema['description'] : '';
  const otherwise =
    schema['default'] === undefined ? '' : ` (se manca: ${JSON.stringify(schema['default'])})`;
  return description + otherwise;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
