import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deskSchema } from '../desk/settings.ts';
import { identitySchema } from '../flow/identity.ts';
import { referenceManual } from '../flow/reference.ts';
import { flowJsonSchema, type JsonSchema, settingsJsonSchema, writtenSchema } from '../flow/schema.ts';
import { destinationsSchema } from '../numbers/destinations.ts';
import { hoursSchema } from '../numbers/hours.ts';
import { mailingSchema } from '../numbers/mailing.ts';
import { numbersSchema } from '../numbers/plan.ts';
import { pillsSchema } from '../pills/pill-table.ts';
import { queuesSchema } from '../queues/schema.ts';
import { boxesSchema } from '../voice-messages/boxes.ts';

/** Between these lines of docs/flussi.md stands what is made from the schemas. */
const markers = ['<!-- reference: centralino schema --write -->', '<!-- end of reference -->'] as const;
const manual = 'docs/flussi.md';

/** The files made from the schemas, by their path in the project. */
export async function generatedFiles(projectDir: string): Promise<ReadonlyMap<string, string>> {
  const draft = { $schema: 'http://json-schema.org/draft-07/schema#' };
  return new Map([
    ['flows/flow.schema.json', json(flowJsonSchema())],
    ['flows/settings.schema.json', json(settingsJsonSchema())],
    ['flows/numbers.schema.json', json({ ...draft, ...writtenSchema(numbersSchema) })],
    ['flows/destinations.schema.json', json({ ...draft, ...writtenSchema(destinationsSchema) })],
    ['flows/hours.schema.json', json({ ...draft, ...writtenSchema(hoursSchema) })],
    ['flows/mailing.schema.json', json({ ...draft, ...writtenSchema(mailingSchema) })],
    ['flows/boxes.schema.json', json({ ...draft, ...writtenSchema(boxesSchema) })],
    ['flows/queues.schema.json', json({ ...draft, ...writtenSchema(queuesSchema) })],
    ['flows/pills.schema.json', json({ ...draft, ...writtenSchema(pillsSchema) })],
    ['flows/desk.schema.json', json({ ...draft, ...writtenSchema(deskSchema) })],
    ['flows/identity.schema.json', json({ ...draft, ...writtenSchema(identitySchema) })],
    [manual, withReference(await readFile(join(projectDir, manual), 'utf8'))],
  ]);
}

/** Those that do not stand in the project as they should. */
export async function staleFiles(projectDir: string): Promise<readonly string[]> {
  const files = [...(await generatedFiles(projectDir))];
  const stale = await Promise.all(
    files.map(
      async ([path, text]) => (await readFile(join(projectDir, path), 'utf8').catch(() => '')) !== text,
    ),
  );
  return files.flatMap(([path], index) => (stale[index] ? [path] : []));
}

export async function writeGeneratedFiles(projectDir: string): Promise<void> {
  for (const [path, text] of await generatedFiles(projectDir)) await writeFile(join(projectDir, path), text);
}

function json(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** @throws Error when the manual has lost its markers */
function withReference(text: string): string {
  const [begin, end] = markers;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from)
    throw new Error(
      `${manual} has no lines "${begin}" and "${end}": put them back where the reference belongs`,
    );
  return `${text.slice(0, from + begin.length)}\n\n${referenceManual()}\n\n${text.slice(to)}`;
}
