import { provenBy } from './cel-reads.ts';
import type { Identity } from './identity.ts';
import type { Flow, Project } from './project.ts';
import type { ExpressionUse, Step } from './step.ts';
import { referencePath } from './values.ts';

/**
 * Variables that hold something only in calls in which somebody has been identified: those that nothing but identifying
 * blocks fill. Whoever asks for one of them (`persona != null`) asks whether that has happened.
 */
export class Identified {
  readonly #project: Project;
  readonly #variables = new Map<string, ReadonlySet<string>>();
  /** No call in which somebody has been identified has a lower level than this; undefined where nobody ever is. */
  readonly leastLevel: string | undefined;

  constructor(project: Project) {
    this.#project = project;
    this.leastLevel = leastGranted(project);
  }

  /** Whether a condition holds only in a call in which somebody has been identified. */
  isProvenBy(flow: Flow, { text }: ExpressionUse): boolean {
    const variables = this.#of(flow);
    return provenBy(text).some(([name = '']) => variables.has(name));
  }

  #of(flow: Flow): ReadonlySet<string> {
    const known = this.#variables.get(flow.name);
    if (known !== undefined) return known;
    // A block that enters itself proves nothing.
    this.#variables.set(flow.name, new Set());
    const filled = new Map<string, boolean>();
    for (const name of Object.keys(flow.parameters ?? {})) filled.set(name, false);
    for (const step of flow.steps.values())
      for (const { name } of step.saves ?? [])
        filled.set(name, (filled.get(name) ?? true) && this.#identifies(step));
    const variables = new Set([...filled].flatMap(([name, only]) => (only ? [name] : [])));
    this.#variables.set(flow.name, variables);
    return variables;
  }

  /** Whether a step saves something only when the block that it enters has identified somebody. */
  #identifies({ subFlow }: Step): boolean {
    const inner = this.#project.flows.get(subFlow?.flow ?? '');
    if (inner === undefined) return false;
    return [...inner.steps.values()].every(({ returns, returnedValue }) => {
      if (returns === undefined || returnedValue === undefined) return true;
      if (this.#project.identity.byReturn(inner.name, returns) !== undefined) return true;
      const [name = ''] = referencePath(returnedValue) ?? [];
      return this.#of(inner).has(name);
    });
  }
}

function leastGranted({ identity, flows }: Project): string | undefined {
  const granted = [...flows.values()].flatMap((flow) =>
    [...flow.steps.values()].flatMap((step) => [
      ...(step.returns === undefined ? [] : [identity.byReturn(flow.name, step.returns)]),
      ...step.exits.map(({ name }) => step.lookUp && identity.byLookUp(step.lookUp.operation, name)),
    ]),
  );
  return least(identity, granted);
}

function least({ levels }: Identity, granted: readonly (string | undefined)[]): string | undefined {
  return levels.find((level) => granted.includes(level));
}
