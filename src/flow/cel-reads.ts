import { type ASTNode, Environment } from '@marcbachmann/cel-js';

/** A value that an expression reads. */
export interface CelRead {
  /** `call.open["x"]` is read at `call`, `open`, `x`. */
  readonly path: readonly string[];
  /** The expression asks whether it is there: `has(x.y)`, `x != null`. */
  readonly asked: boolean;
  /** Where it begins, in characters of the expression. */
  readonly start: number;
}

const environment = new Environment({ unlistedVariablesAreDyn: true });

/** The variables that an expression reads; none for a text that is not CEL. */
export function celReads(text: string): readonly CelRead[] {
  try {
    return readsOf(environment.parse(text).ast, false);
  } catch {
    return [];
  }
}

/** The paths of the values that are surely there where a condition holds: by `x != null`, `has(x.y)`, joined by &&. */
export function provenBy(text: string): readonly (readonly string[])[] {
  try {
    return proven(environment.parse(text).ast);
  } catch {
    return [];
  }
}

function proven(node: ASTNode): readonly (readonly string[])[] {
  if (node.op === '&&') return node.args.flatMap(proven);
  const asks = node.op === '!=' && node.args.some((side) => side.op === 'value' && side.args === null);
  const has = node.op === 'call' && node.args[0] === 'has';
  return asks || has ? readsOf(node, true).map((read) => read.path) : [];
}

function readsOf(node: ASTNode, asked: boolean): readonly CelRead[] {
  const path = pathOf(node);
  if (path !== undefined) return [{ path, asked, start: node.start }];
  switch (node.op) {
    case '==':
    case '!=': {
      const null_ = node.args.some((side) => side.op === 'value' && side.args === null);
      return node.args.flatMap((side) => readsOf(side, asked || null_));
    }
    case 'call':
      return node.args[1].flatMap((argument) => readsOf(argument, asked || node.args[0] === 'has'));
    case 'rcall':
      return [
        ...readsOf(node.args[1], asked),
        ...node.args[2].flatMap((argument) => readsOf(argument, asked)),
      ];
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return readsOf(node.args[0], asked);
    case '!_':
    case '-_':
      return readsOf(node.args, asked);
    case 'map':
      return node.args.flatMap((entry) => entry.flatMap((side) => readsOf(side, asked)));
    default:
      return node.args.flatMap((argument: ASTNode) => readsOf(argument, asked));
  }
}

/** The names that lead to a value, when the expression is nothing but them. */
export function pathOf(node: ASTNode): readonly string[] | undefined {
  if (node.op === 'id') return [node.args];
  if (node.op === '.') {
    const before = pathOf(node.args[0]);
    return before && [...before, node.args[1]];
  }
  if (node.op === '[]' && node.args[1].op === 'value' && typeof node.args[1].args === 'string') {
    const before = pathOf(node.args[0]);
    return before && [...before, node.args[1].args];
  }
  return undefined;
}
