import { decided } from './cel-decide.ts';
import type { EntryFlow } from './checks/check.ts';
import { Identified } from './identified.ts';
import { isAtLeast, lowest } from './identity.ts';
import type { Flow, Project } from './project.ts';
import { rolesOf } from './settings.ts';
import type { Exit, ExpressionUse, Step } from './step.ts';

/** A call standing at a step of a flow with what is known of who calls. */
export interface Standing {
  readonly flow: Flow;
  readonly name: string;
  readonly step: Step;
  readonly level: string;
  /** Where it stood before, on the shortest way here. */
  readonly from: Standing | undefined;
}

/** One flow entered with one level: flows that enter it get back what it comes to from there. */
interface Entered {
  readonly returns: Map<string, Set<Node>>;
  readonly resume: Set<Node>;
}

interface Node extends Standing {
  readonly from: Node | undefined;
  readonly entered: Entered;
  /** Where calls come from that lose nothing of what is known on the way here. */
  readonly before: Set<Node>;
  /** Levels with which a call can stand at listening steps from here on. */
  readonly ahead: Set<string>;
}

/**
 * Every step with every level that a call can bring there: along exits, into blocks and back out of them, to the
 * operator, and back with `*`. Where a condition asks for `call.identity`, only the ways that it leaves open.
 * @param entries undefined where the numbers are not known: calls then begin in the flows that no other one enters
 */
export function identityReach(
  project: Project,
  entries: readonly EntryFlow[] | undefined,
): readonly Standing[] {
  return new Walker(project).walk(entries);
}

class Walker {
  readonly #project: Project;
  readonly #none: string;
  readonly #identified: Identified;
  readonly #nodes = new Map<string, Node>();
  readonly #flows = new Map<string, Entered>();
  readonly #open: Node[] = [];
  /** Conditions are judged once for each level. */
  readonly #exits = new Map<Step, Map<string, readonly Exit[]>>();

  constructor(project: Project) {
    this.#project = project;
    this.#none = lowest(project.identity.levels);
    this.#identified = new Identified(project);
  }

  walk(entries: readonly EntryFlow[] | undefined): readonly Standing[] {
    const { settings } = this.#project;
    const begins = (entries ?? []).map((entry) => entry.flow);
    for (const flow of [...begins, ...rolesOf(settings)]) this.#enter(flow, this.#none, undefined);
    this.#run();
    // A flow that no number leads to yet is looked at as if one did.
    for (const flow of this.#leftOver()) {
      this.#enter(flow, this.#none, undefined);
      this.#run();
    }
    while (this.#back()) this.#run();
    return [...this.#nodes.values()];
  }

  /** Flows that were not reached, those first that no other one enters. */
  #leftOver(): readonly string[] {
    const { flows } = this.#project;
    const entered = new Set(
      [...flows.values()].flatMap((flow) => [...flow.steps.values()].map((step) => step.subFlow?.flow)),
    );
    return [...flows.keys()].filter(
      (flow) => !entered.has(flow) && !this.#flows.has(flow) && !this.#flows.has(`${flow} ${this.#none}`),
    );
  }

  #run(): void {
    for (let at = 0; at < this.#open.length; at++) {
      const node = this.#open[at];
      if (node !== undefined) this.#leave(node);
    }
    this.#open.length = 0;
  }

  #enter(flowName: string, level: string, from: Node | undefined): Entered | undefined {
    const flow = this.#project.flows.get(flowName);
    if (flow === undefined) return undefined;
    // With which level a flow was entered matters only to those it comes back to.
    const comesBack = [...flow.steps.values()].some((step) => step.returns !== undefined);
    const key = comesBack ? `${flowName} ${level}` : flowName;
    const entered = this.#flows.get(key) ?? { returns: new Map(), resume: new Set() };
    this.#flows.set(key, entered);
    this.#stand(flow, entered, flow.start, level, from);
    return entered;
  }

  /** @param reset what is known is of another person from here on: no way leads back */
  #stand(
    flow: Flow,
    entered: Entered,
    name: string,
    level: string,
    from: Node | undefined,
    reset = false,
  ): void {
    const step = flow.steps.get(name);
    if (step === undefined) return;
    const key = `${flow.name}/${name} ${level} ${this.#keyOf(entered)}`;
    let node = this.#nodes.get(key);
    if (node === undefined) {
      node = { flow, name, step, level, from, entered, before: new Set(), ahead: new Set() };
      this.#nodes.set(key, node);
      this.#open.push(node);
    }
    if (!reset && from !== undefined) node.before.add(from);
  }

  readonly #keys = new Map<Entered, number>();

  #keyOf(entered: Entered): number {
    const key = this.#keys.get(entered) ?? this.#keys.size;
    this.#keys.set(entered, key);
    return key;
  }

  #leave(node: Node): void {
    const { flow, step, level, entered } = node;
    const { subFlow } = step;
    if (step.listens || step.exits.some(({ target }) => target === '.operator'))
      this.#enter(flow.operator ?? this.#project.settings.operator, level, node);
    if (step.returns !== undefined) {
      const returned = entered.returns.get(step.returns) ?? new Set();
      entered.returns.set(step.returns, returned.add(node));
      for (const caller of entered.resume) this.#resume(caller, step.returns, node);
    } else if (subFlow !== undefined) {
      const inner = this.#enter(subFlow.flow, level, node);
      if (inner === undefined || subFlow.returns === 'never') return;
      inner.resume.add(node);
      for (const [name, returned] of inner.returns)
        for (const last of returned) this.#resume(node, name, last);
    } else {
      for (const exit of this.#openExits(node))
        this.#stand(flow, entered, exit.target, this.#afterwards(node, exit), node);
    }
  }

  /** A block came back: a return that identifies somebody sets the level anew. */
  #resume(caller: Node, name: string, last: Node): void {
    const exit = caller.step.exits.find((one) => one.name === `on.${name}`);
    if (exit === undefined || caller.step.subFlow === undefined) return;
    const granted = this.#project.identity.byReturn(caller.step.subFlow.flow, name);
    const reset = granted !== undefined && last.level !== this.#none;
    this.#stand(caller.flow, caller.entered, exit.target, granted ?? last.level, last, reset);
  }

  #afterwards({ step, level }: Node, exit: Exit): string {
    const { identity } = this.#project;
    const granted = step.lookUp && identity.byLookUp(step.lookUp.operation, exit.name);
    return granted === undefined || isAtLeast(identity, level, granted) ? level : granted;
  }

  /** The exits that conditions leave open: on `call.identity`, or on somebody having been identified at all. */
  #openExits({ flow, step, level }: Node): readonly Exit[] {
    const known = this.#exits.get(step)?.get(level);
    if (known !== undefined) return known;
    const open = this.#decideExits(flow, step, level);
    this.#exits.set(step, (this.#exits.get(step) ?? new Map()).set(level, open));
    return open;
  }

  #decideExits(flow: Flow, step: Step, level: string): readonly Exit[] {
    const conditions = (step.expressions ?? []).filter(({ condition }) => condition);
    if (conditions.length === 0) return step.exits;
    const open: Exit[] = [];
    for (const exit of step.exits) {
      const condition = conditions.find(
        ({ path }) => exit.name === path.join('.').replace(/\bwhen$/, 'then'),
      );
      const held = condition && decided(condition.text, ['call', 'identity'], level);
      if (held === false || (condition && !this.#canHold(flow, condition, level))) continue;
      open.push(exit);
      if (held === true) return open;
    }
    return open;
  }

  #canHold(flow: Flow, condition: ExpressionUse, level: string): boolean {
    const { leastLevel } = this.#identified;
    if (leastLevel === undefined || isAtLeast(this.#project.identity, level, leastLevel)) return true;
    return !this.#identified.isProvenBy(flow, condition);
  }

  /** `*` leads to any listening step passed before, with what is known by now. True when that is more than before. */
  #back(): boolean {
    const nodes = [...this.#nodes.values()];
    const open = nodes.filter(({ step }) => step.listens).map((node) => ({ node, level: node.level }));
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { node, level } = next;
      if (node.ahead.has(level)) continue;
      node.ahead.add(level);
      for (const one of node.before) if (!one.ahead.has(level)) open.push({ node: one, level });
    }
    for (const { flow, name, step, entered, level: own, ahead } of nodes) {
      if (!step.listens) continue;
      for (const level of ahead) if (level !== own) this.#stand(flow, entered, name, level, undefined);
    }
    return this.#nodes.size > nodes.length;
  }
}
