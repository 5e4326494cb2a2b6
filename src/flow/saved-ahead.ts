import { provenBy } from './cel-reads.ts';
import type { OperationFacts } from './checks/check.ts';
import type { Flow, Project } from './project.ts';
import type { Exit, Step } from './step.ts';
import type { Fields } from './types.ts';

/** What has surely been saved when a call comes to a step: names of variables, and `variable.field` where it is known. */
export type SavedAhead = ReadonlyMap<string, ReadonlySet<string>>;

/** Exits by which a step is left without having saved anything. */
const emptyHanded: ReadonlySet<string> = new Set([
  'failed',
  'silent',
  'unavailable',
  'back',
  'operator',
  'none',
  'refused',
]);

interface Surroundings {
  readonly project: Project;
  readonly operations: readonly OperationFacts[];
  /** Types of the variables of this flow. */
  readonly variables: Fields;
}

/** For every step of a flow that can be reached from its start: what every way there has saved. */
export function savedAhead(flow: Flow, surroundings: Surroundings): SavedAhead {
  const ahead = new Map<string, ReadonlySet<string>>();
  const open: { step: string; known: ReadonlySet<string> }[] = [
    { step: flow.start, known: new Set(parametersOf(flow, surroundings)) },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const before = ahead.get(next.step);
    const step = flow.steps.get(next.step);
    if (step === undefined) continue;
    const { known } = next;
    const both = before === undefined ? known : new Set([...before].filter((name) => known.has(name)));
    if (before !== undefined && both.size === before.size) continue;
    ahead.set(next.step, both);
    for (const exit of step.exits)
      if (flow.steps.has(exit.target))
        open.push({ step: exit.target, known: afterwards(both, { flow, step, exit }, surroundings) });
  }
  return ahead;
}

/** What is saved when a step has been left by one of its exits. */
function afterwards(
  known: ReadonlySet<string>,
  { flow, step, exit }: { flow: Flow; step: Step; exit: Exit },
  surroundings: Surroundings,
): ReadonlySet<string> {
  const condition = (step.expressions ?? []).find(
    ({ path }) => exit.name === path.join('.').replace(/\bwhen$/, 'then'),
  );
  if (condition !== undefined) {
    const proven = provenBy(condition.text);
    return new Set([...known, ...proven.flatMap((path) => thereWith(path, flow, surroundings))]);
  }
  if (step.saves === undefined || exit.name.startsWith('menu.') || exit.name.startsWith('also.'))
    return known;
  if (emptyHanded.has(exit.name) && !answers(step, exit, surroundings)) return known;
  const after = new Set(known);
  for (const { name } of step.saves) {
    const fields = fieldsSaved(name, step, exit, surroundings);
    if (fields === undefined) continue;
    for (const other of after) if (other.startsWith(`${name}.`)) after.delete(other);
    after.add(name);
    for (const field of fields) after.add(`${name}.${field}`);
  }
  return after;
}

/** Whether the back office has something to tell with this outcome: why it refused. */
function answers({ lookUp }: Step, exit: Exit, { operations }: Surroundings): boolean {
  const results = operations.find((one) => one.name === lookUp?.operation)?.results[exit.name];
  return results !== undefined && Object.keys(results).length > 0;
}

/** What is there where a value is: the variable, and all that comes with the same answers of the back office. */
function thereWith(
  [name = '', field]: readonly string[],
  flow: Flow,
  { operations }: Surroundings,
): readonly string[] {
  if (field === undefined) return [name];
  const answers = [...flow.steps.values()]
    .filter((step) => step.saves?.some((saved) => saved.name === name))
    .flatMap(({ lookUp }) => operations.filter((one) => one.name === lookUp?.operation))
    .flatMap((operation) => Object.values(operation.results))
    .filter((fields) => Object.hasOwn(fields, field));
  const [first = {}, ...others] = answers;
  const common = Object.keys(first).filter((one) => others.every((fields) => Object.hasOwn(fields, one)));
  return [name, `${name}.${field}`, ...common.map((one) => `${name}.${one}`)];
}

/** The fields that a saved value surely has; undefined when nothing is saved by this exit. */
function fieldsSaved(
  name: string,
  step: Step,
  exit: Exit,
  { project, operations, variables }: Surroundings,
): readonly string[] | undefined {
  const { lookUp, subFlow } = step;
  if (lookUp !== undefined) {
    const operation = operations.find((one) => one.name === lookUp.operation);
    return Object.keys(operation?.results[exit.name] ?? {});
  }
  if (subFlow !== undefined) {
    const returned = exit.name.replace(/^on\./, '');
    const inner = [...(project.flows.get(subFlow.flow)?.steps.values() ?? [])];
    const bare = inner.some((one) => one.returns === returned && one.returnedValue === undefined);
    if (bare) return undefined;
  }
  const type = variables[name];
  return type?.type === 'group' ? Object.keys(type.fields) : [];
}

/** What a flow begins with: `call`, what it says it takes, else what everyone who enters it hands over. */
function parametersOf(flow: Flow, { project, variables }: Surroundings): readonly string[] {
  const handed = [...project.flows.values()].flatMap((other) =>
    [...other.steps.values()].flatMap(({ subFlow }) => (subFlow?.flow === flow.name ? [subFlow.with] : [])),
  );
  const names = handed.map((given) => (typeof given === 'object' ? Object.keys(given) : []));
  const [first = [], ...others] = names;
  const common = first.filter((name) => others.every((list) => list.includes(name)));
  const parameters = flow.parameters === undefined ? common : Object.keys(flow.parameters);
  return ['call', ...parameters].flatMap((name) => {
    const type = variables[name];
    return [
      name,
      ...(type?.type === 'group' ? Object.keys(type.fields).map((field) => `${name}.${field}`) : []),
    ];
  });
}
