import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { pathOf } from './cel-reads.ts';

const environment = new Environment({ unlistedVariablesAreDyn: true });

/** What is known of a value before a call: the value itself, or nothing. */
type Known = string | number | boolean | undefined;

/**
 * Whether a condition holds where one value is known and all others are not.
 * @param path of the known value, as `call`, `identity`
 * @returns undefined where it depends on something else
 */
export function decided(text: string, path: readonly string[], value: string): boolean | undefined {
  try {
    const known = decide(environment.parse(text).ast, (read) =>
      read.join('.') === path.join('.') ? value : undefined,
    );
    return typeof known === 'boolean' ? known : undefined;
  } catch {
    return undefined;
  }
}

function decide(node: ASTNode, lookUp: (path: readonly string[]) => Known): Known {
  const path = pathOf(node);
  if (path !== undefined) return lookUp(path);
  switch (node.op) {
    case 'value':
      return typeof node.args === 'string' || typeof node.args === 'boolean' ? node.args : undefined;
    case '==':
    case '!=': {
      const [one, other] = node.args.map((side) => decide(side, lookUp));
      if (one === undefined || other === undefined) return undefined;
      return (one === other) === (node.op === '==');
    }
    case '!_': {
      const held = decide(node.args, lookUp);
      return typeof held === 'boolean' ? !held : undefined;
    }
    case '&&':
    case '||': {
      const settles = node.op === '||';
      const sides = node.args.map((side) => decide(side, lookUp));
      if (sides.includes(settles)) return settles;
      return sides.every((side) => side === !settles) ? !settles : undefined;
    }
    case 'in': {
      const [one, list] = node.args;
      const value = decide(one, lookUp);
      if (value === undefined || list.op !== 'list') return undefined;
      const among = list.args.map((item) => decide(item, lookUp));
      if (among.includes(value)) return true;
      return among.includes(undefined) ? undefined : false;
    }
    default:
      return undefined;
  }
}
