import type { z } from 'zod';
import type { Service } from './actions.ts';
import type { Settings } from './settings.ts';
import type { Turn } from './turn/turn.ts';
import type { Fields, ValueType } from './types.ts';
import type { Expression, Value, With } from './values.ts';

/** Where a step can lead: `name` is the key in the flow file (`then`, `failed`, `menu.1`), `target` a step of the same flow. */
export interface Exit {
  readonly name: string;
  readonly target: string;
  /** Where the step has it in the flow file, when that is not its name. */
  readonly path?: readonly string[];
}

/** Where the flow file names the target of an exit, from its step on. */
export function exitPath({ name, path }: Exit): readonly string[] {
  return path ?? name.split('.');
}

/** A prompt that a step may speak; `values` is what fills its text. `path` is where the flow file names it. */
export interface PromptUse {
  readonly prompt: string;
  readonly values: With | undefined;
  /** Only these languages; undefined means every language the project speaks. */
  readonly languages?: readonly string[];
  readonly path: readonly string[];
  /** Sent as text, never spoken. */
  readonly written?: true;
  /** Values that the step itself adds, beside `values`. */
  readonly supplies?: (scope: TypeScope) => Fields;
}

/** What is known about types where a step stands: the variables of its flow (`call` among them), and what others answer. */
export interface TypeScope {
  readonly variables: Fields;
  /** The values of all outcomes of a back-office operation, as one. */
  operation(name: string): ValueType;
  /** What a flow hands back to the one that entered it. */
  returned(flow: string): ValueType;
  /** The result of a CEL expression. */
  expression(text: string): ValueType;
}

/** A variable that a step fills. */
export interface Saved {
  readonly name: string;
  type(scope: TypeScope): ValueType;
}

/** A CEL expression of a step, and where the flow file has it. */
export interface ExpressionUse {
  readonly text: string;
  readonly path: readonly string[];
  /** A condition must be true or false; of any other expression every type will do. */
  readonly condition: boolean;
}

/** Another flow that a step enters, and which of its returns lead on from here. */
export interface SubFlow {
  readonly flow: string;
  readonly returns: readonly string[] | 'never';
  /** The variables that it begins with. */
  readonly with: With | undefined;
}

/** An operation of the back office that a step asks for, and the outcomes it has somewhere to go for. */
export interface LookUpUse {
  /** The key of the step that names the operation: `look-up`, `book`. */
  readonly key: string;
  readonly operation: string;
  readonly with: With | undefined;
  readonly outcomes: readonly string[];
}

/** What a waiting step is told; hang-up, stale ids and resume never reach it. */
export type StepEvent =
  | { readonly type: 'keys' }
  /** `whole`: no key could have cut it short. */
  | { readonly type: 'playback-ended'; readonly whole: boolean }
  | { readonly type: 'timer' }
  | { readonly type: 'result'; readonly outcome: string; readonly value: Value }
  | { readonly type: 'news'; readonly connected: boolean; readonly value: Value }
  | {
      readonly type: 'recording-ended';
      readonly name: string;
      readonly outcome: 'done' | 'silent' | 'failed';
      readonly seconds: number;
    };

/**
 * One step of a flow, read and bound to its kind. The facts (exits, prompts ...) are what the checks look at;
 * the two functions are what a call runs.
 */
export interface Step {
  readonly kind: string;
  readonly exits: readonly Exit[];
  readonly prompts: readonly PromptUse[];
  /** The variables that the step fills. */
  readonly saves?: readonly Saved[];
  readonly expressions?: readonly ExpressionUse[];
  /** Values it reads apart from those of its prompts and look-ups. */
  readonly reads?: readonly (readonly string[])[];
  readonly subFlow?: SubFlow;
  readonly lookUp?: LookUpUse;
  /** A document or a booking that it asks for. */
  readonly orders?: { readonly service: Service; readonly operation: string };
  /** The operator queue, number or voice box of the configuration that the step leads to; a queue also by a $reference. */
  readonly reaches?: {
    readonly type: 'queue' | 'number' | 'box' | 'document';
    readonly name: string;
    /** Where the step names it, when that is not the key of its kind. */
    readonly key?: string;
    /** How long a voice message it takes. */
    readonly seconds?: number;
  };
  /** The name under which the step hands control back to the flow that entered this one. */
  readonly returns?: string;
  /** The value that goes with it. */
  readonly returnedValue?: Expression | undefined;
  /** What operators are asked for from here on. */
  readonly topic?: string;
  /** The language that callers hear from here on. */
  readonly speaks?: string;
  /** True for steps that wait for keys: `*` leads back to them. */
  readonly listens?: boolean;
  /** The call ends here. */
  readonly ends?: boolean;
  enter(turn: Turn): void;
  on(turn: Turn, event: StepEvent): void;
  /** A flow that this step entered handed control back. */
  returned?(turn: Turn, name: string, value: Value): void;
  /** Speaks again after a take-over; without it the step is entered anew. */
  resume?(turn: Turn): void;
}

/** A kind of step: one file in steps/, all of this form. The reference manual is generated from it. */
export interface StepKind {
  /** The key that marks a step as of this kind. */
  readonly kind: string;
  readonly description: string;
  /** A whole step in YAML. */
  readonly example: string;
  readonly schema: z.ZodType;
  /** @throws z.ZodError when the step does not fit the schema. */
  read(data: unknown, settings: Settings): Step;
}

/** Makes a step kind from its schema and a function that binds a parsed step. */
export function stepKind<S extends z.ZodType>(given: {
  kind: string;
  description: string;
  example: string;
  schema: S;
  bind: (step: z.output<S>, settings: Settings) => Omit<Step, 'kind'>;
}): StepKind {
  return {
    kind: given.kind,
    description: given.description,
    example: given.example,
    schema: given.schema,
    read: (data, settings) => ({ kind: given.kind, ...given.bind(given.schema.parse(data), settings) }),
  };
}

/** The variable named by `save:`, if it is. */
export function savedAs(name: string | undefined, type: Saved['type']): readonly Saved[] {
  return name === undefined ? [] : [{ name, type }];
}

/** A list of exits from pairs of name and target; exits without a target are left out. */
export function exitsOf(targets: Readonly<Record<string, string | false | undefined>>): readonly Exit[] {
  return Object.entries(targets).flatMap(([name, target]) => (target ? [{ name, target }] : []));
}
