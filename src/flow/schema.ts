import { parse } from 'yaml';
import { z } from 'zod';
import { inputKinds } from '../input/kinds.ts';
import { flowSchema } from './read-flow.ts';
import { settingsSchema } from './settings.ts';
import type { StepKind } from './step.ts';
import { stepKinds } from './steps/index.ts';

/** A JSON Schema, as editors read it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A zod schema as the JSON Schema of what is written in a file: defaults and transforms not yet applied.
 * Draft 7 is what the YAML language server understands best.
 */
export function writtenSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  });
  return json;
}

/** The JSON Schema of a flow file: each step is of the kind that its first key says, and has the keys of that kind. */
export function flowJsonSchema(): JsonSchema {
  const { properties, ...whole } = objectSchema.parse(writtenSchema(flowSchema));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'flow',
    ...whole,
    properties: { ...properties, steps: { ...properties['steps'], additionalProperties: stepJsonSchema() } },
  };
}

/** The JSON Schema of settings.yaml. */
export function settingsJsonSchema(): JsonSchema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...writtenSchema(settingsSchema) };
}

/** The keys of a step kind or of an input kind's options, for the schema and the manual. */
export function keysOf(schema: z.ZodType): ReadonlyMap<string, { schema: JsonSchema; required: boolean }> {
  const { properties, required } = objectSchema.parse(writtenSchema(schema));
  return new Map(
    Object.entries(properties).map(([name, one]) => [
      name,
      { schema: one, required: required.includes(name) },
    ]),
  );
}

const objectSchema = z.looseObject({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())),
  required: z.array(z.string()).default([]),
});

function stepJsonSchema(): JsonSchema {
  const kinds = [...stepKinds.values()];
  return {
    type: 'object',
    // Names and explanations of the kinds, for whoever has not written one yet.
    properties: Object.fromEntries(kinds.map(({ kind, description }) => [kind, { description }])),
    anyOf: kinds.map(({ kind }) => ({ required: [kind] })),
    allOf: kinds.map((kind, index) => ({
      if: isOf(kind, kinds.slice(0, index)),
      then: kind.kind === 'ask' ? askJsonSchema(kind) : writtenSchema(kind.schema),
    })),
    defaultSnippets: kinds.map(({ kind, description, example }) => ({
      label: kind,
      description,
      body: exampleStep(example),
    })),
  };
}

/** As the loader decides it: the first kind whose key is there. */
function isOf({ kind }: StepKind, before: readonly StepKind[]): JsonSchema {
  return { required: [kind], not: { anyOf: [...before.map((one) => ({ required: [one.kind] })), false] } };
}

/** An `ask` has the keys of every `ask`, and those of its input kind. */
function askJsonSchema(ask: StepKind): JsonSchema {
  const { properties, ...common } = objectSchema.parse(writtenSchema(ask.schema));
  return {
    ...common,
    properties,
    additionalProperties: {},
    allOf: [...inputKinds.values()].map((kind) => {
      const own = objectSchema.parse(writtenSchema(kind.options));
      return {
        if: { properties: { ask: { const: kind.name } } },
        then: {
          description: kind.description,
          properties: {
            ...Object.fromEntries(Object.keys(properties).map((name) => [name, {}])),
            ...own.properties,
          },
          required: own.required,
          additionalProperties: false,
        },
      };
    }),
  };
}

function exampleStep(example: string): unknown {
  return Object.values(z.record(z.string(), z.unknown()).parse(parse(example)))[0];
}
