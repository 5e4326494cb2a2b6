import type { Finding } from '../../source/finding.ts';
import { nearest } from '../../source/nearest.ts';
import type { Remark } from '../../source/source.ts';
import type { Flow } from '../project.ts';
import { readsOf } from '../reads.ts';
import { savedAhead } from '../saved-ahead.ts';
import { typeAt } from '../types.ts';
import type { Check, CheckContext } from './check.ts';

/** What a step reads must have been saved before: by some step of the flow at all, and on every way to it. */
export const unsetVariable: Check = (context) =>
  [...context.project.flows.values()].flatMap((flow) => inFlow(flow, context));

function inFlow(flow: Flow, { project, operations, types }: CheckContext): Finding[] {
  const { variables } = types.scope(flow.name);
  const ahead = savedAhead(flow, { project, operations, variables });
  return [...flow.steps].flatMap(([step, facts]) =>
    readsOf(facts).flatMap((read): Finding[] => {
      const [name = '', field] = read.path;
      const finding = (remark: Remark) => [
        flow.source.findingInValue(['steps', step, ...read.place], remark),
      ];
      if (!Object.hasOwn(variables, name)) {
        const known = Object.keys(variables);
        const meant = nearest(name, known);
        return finding({
          code: 'unset-variable',
          message: `step "${step}" reads $${read.path.join('.')}, which no step of this flow saves`,
          mend: meant === undefined ? `Saved here are: ${known.join(', ')}` : `Did you mean "$${meant}"?`,
        });
      }
      // A calendar that is not there has a finding of its own.
      if (name === 'call' && field === 'open') return [];
      if (typeAt(variables, read.path) === undefined) {
        const parent = typeAt(variables, read.path.slice(0, -1));
        const known = parent?.type === 'group' ? Object.keys(parent.fields) : [];
        const meant = nearest(read.path.at(-1) ?? '', known);
        return finding({
          code: 'unset-variable',
          message: `$${read.path.join('.')} is never there`,
          mend:
            meant === undefined
              ? `There are: ${known.join(', ') || 'no values in it'}`
              : `Did you mean "${meant}"?`,
        });
      }
      const saved = ahead.get(step);
      if (read.asked || saved === undefined) return [];
      const isGroup = variables[name]?.type === 'group';
      if (saved.has(name) && (field === undefined || !isGroup || saved.has(`${name}.${field}`))) return [];
      const what = saved.has(name) ? `${name}.${field}` : name;
      return finding({
        severity: 'warning',
        code: 'maybe-unset',
        message: `a call can come to step "${step}" without any step having saved $${what}`,
        mend: `Save it on every way here, or choose by \`${what.includes('.') ? `has(${what})` : `${what} != null`}\` before`,
      });
    }),
  );
}
