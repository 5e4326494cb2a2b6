import { CelTypes } from './cel-types.ts';
import type { OperationFacts } from './checks/check.ts';
import { resumableFlows } from './left.ts';
import type { Flow, Project } from './project.ts';
import type { PromptUse, Step, TypeScope } from './step.ts';
import { any, type Fields, join, sameType, typeAt, type ValueType } from './types.ts';
import { type Expression, referencePath, type With } from './values.ts';

/** Types settle in as many rounds as flows hand a value on; more than this many is taken as settled. */
const rounds = 12;

/** What can be known, before a call, about the variables of every flow. */
export interface InferredTypes {
  /** The scope in which the steps of a flow stand. */
  scope(flow: string): TypeScope;
  /** What CEL says about an expression in a flow. */
  check(flow: string, text: string): ReturnType<CelTypes['check']>;
}

/**
 * Follows values through all flows: from entries and answers of the back office into variables, through copies,
 * parameters and returns. A variable that several steps fill gets what is common to all of them.
 */
export function inferTypes(project: Project, operations: readonly OperationFacts[]): InferredTypes {
  const answers = new Map(operations.map((operation) => [operation.name, answerType(operation)]));
  const call = callType(project);
  let scopes = new Map<string, Scope>();
  for (let round = 0, settled = false; round < rounds && !settled; round++) {
    const before = scopes;
    scopes = nextScopes(project, answers, call, before);
    settled = [...scopes].every(([name, { variables }]) => {
      const old = before.get(name);
      return old !== undefined && sameType(group(old.variables), group(variables));
    });
  }
  const scope = (flow: string): Scope => {
    const found = scopes.get(flow);
    if (found === undefined) throw new RangeError(`there is no flow "${flow}"`);
    return found;
  };
  return { scope, check: (flow, text) => scope(flow).cel.check(text) };
}

/** The values that a prompt gets; undefined when not all of them are known. */
export function valuesOf(use: PromptUse, scope: TypeScope): Fields | undefined {
  const given = withType(use.values, scope.variables);
  if (given.type !== 'group') return undefined;
  return { ...given.fields, ...use.supplies?.(scope) };
}

/** The type of a whole `with:`. */
export function withType(given: With | undefined, variables: Fields): ValueType {
  if (given === undefined) return group({});
  if (typeof given === 'string') return expressionType(given, variables);
  return group(
    Object.fromEntries(
      Object.entries(given).map(([name, expression]) => [name, expressionType(expression, variables)]),
    ),
  );
}

/** The type of a `$reference` or of a literal. */
export function expressionType(expression: Expression, variables: Fields): ValueType {
  const path = referencePath(expression);
  if (path !== undefined) return typeAt(variables, path) ?? any;
  if (typeof expression === 'string') return { type: 'string', oneOf: [expression] };
  if (typeof expression === 'boolean') return { type: 'boolean' };
  return { type: Number.isInteger(expression) ? 'integer' : 'number' };
}

interface Scope extends TypeScope {
  readonly cel: CelTypes;
  /** What this flow hands back. */
  readonly handsBack: ValueType;
}

function nextScopes(
  project: Project,
  answers: ReadonlyMap<string, ValueType>,
  call: ValueType,
  before: ReadonlyMap<string, Scope>,
): Map<string, Scope> {
  const parameters = parametersGiven(project, before);
  return new Map(
    [...project.flows.values()].map((flow) => {
      const old = before.get(flow.name) ?? emptyScope;
      const known = flow.parameters ?? parameters.get(flow.name) ?? {};
      const variables: Record<string, ValueType> = { ...known };
      for (const step of flow.steps.values()) {
        for (const { name, type } of step.saves ?? []) {
          const saved = type(old);
          const sofar = variables[name];
          variables[name] = sofar === undefined ? saved : join(sofar, saved);
        }
      }
      variables['call'] = call;
      // Types for CEL are dear to make, and most flows have settled after the first round.
      const settled = before.get(flow.name);
      const cel =
        settled !== undefined && sameType(group(settled.variables), group(variables))
          ? settled.cel
          : new CelTypes(variables);
      const scope: Scope = {
        variables,
        cel,
        handsBack: returnType(flow, variables),
        operation: (name) => answers.get(name) ?? any,
        returned: (name) => before.get(name)?.handsBack ?? any,
        expression: (text) => {
          const checked = cel.check(text);
          return checked.ok ? checked.type : any;
        },
      };
      return [flow.name, scope];
    }),
  );
}

const emptyScope: TypeScope = {
  variables: {},
  operation: () => any,
  returned: () => any,
  expression: () => any,
};

/** What the flows that enter another one hand over to it. */
function parametersGiven(project: Project, scopes: ReadonlyMap<string, Scope>): Map<string, Fields> {
  const parameters = new Map<string, Fields>();
  for (const flow of project.flows.values()) {
    const variables = scopes.get(flow.name)?.variables ?? {};
    for (const { subFlow } of flow.steps.values()) {
      if (subFlow === undefined) continue;
      const given = withType(subFlow.with, variables);
      if (given.type !== 'group') continue;
      const sofar = parameters.get(subFlow.flow);
      const both = sofar === undefined ? given : join(group(sofar), given);
      if (both.type === 'group') parameters.set(subFlow.flow, both.fields);
    }
  }
  return parameters;
}

function returnType(flow: Flow, variables: Fields): ValueType {
  return joinAll(
    [...flow.steps.values()].flatMap(({ returnedValue }: Step) =>
      returnedValue === undefined ? [] : [expressionType(returnedValue, variables)],
    ),
  );
}

function answerType(operation: OperationFacts): ValueType {
  return joinAll(Object.values(operation.results).map(group));
}

/** `call`, as conditions and values see it. */
function callType(project: Project): ValueType {
  const { settings, calendars, identity } = project;
  const each = (names: readonly string[], type: 'boolean' | 'integer') =>
    group(Object.fromEntries(names.map((name) => [name, { type }])));
  return group({
    line: { type: 'string' },
    language: { type: 'string', oneOf: settings.languages },
    caller: { type: 'sensitive' },
    left: { type: 'string', oneOf: resumableFlows(project) },
    identity: { type: 'string', oneOf: identity.levels },
    mobile: { type: 'sensitive' },
    topic: { type: 'string', oneOf: topicsOf(project) },
    person: { type: 'sensitive' },
    aside: { type: 'boolean' },
    service: { type: 'string' },
    asked: any,
    queue: group({
      name: { type: 'string', oneOf: firstQueues(project) },
      open: { type: 'boolean' },
      callBack: { type: 'boolean' },
      opens: group({
        quando: { type: 'string', oneOf: ['giorno', 'oggi', 'domani', 'mai'] },
        giorno: { type: 'string' },
        ora: { type: 'string' },
      }),
    }),
    partOfDay: { type: 'string' },
    open: each(calendars.names, 'boolean'),
    campaign: each(calendars.campaigns.names, 'boolean'),
    campaignYear: each(calendars.campaigns.names, 'integer'),
  });
}

/** The topics that flows give a call, in their heads or by a step. */
export function topicsOf(project: Project): readonly string[] {
  const topics = [...project.flows.values()].flatMap((flow) => [
    ...(flow.topic ? [flow.topic] : []),
    ...[...flow.steps.values()].flatMap(({ topic }) => topic ?? []),
  ]);
  return [...new Set(topics)].sort();
}

/** The queues that these topics lead into. */
function firstQueues(project: Project): readonly string[] {
  return topicsOf(project).flatMap((topic) => project.queueFor(topic)?.name ?? []);
}

function joinAll(types: readonly ValueType[]): ValueType {
  const [first, ...others] = types;
  return first === undefined ? any : others.reduce(join, first);
}

function group(fields: Fields): ValueType {
  return { type: 'group', fields };
}
