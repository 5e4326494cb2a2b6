import type { Finding } from '../../source/finding.ts';
import { nearest } from '../../source/nearest.ts';
import { IdentityTable } from '../identity.ts';
import type { Check } from './check.ts';

/** Rows of flows/identity.yaml that are about nothing: no such block, return, operation or outcome. */
export const identityTable: Check = ({ project, operations, identitySource, unread }) => {
  const { identity, flows } = project;
  if (identitySource === undefined || !(identity instanceof IdentityTable)) return [];
  const outcomesOf = new Map(operations.map((one) => [one.name, one.outcomes]));
  const finding = (path: readonly string[], message: string, given: string, known: Iterable<string>) => {
    const meant = nearest(given, known);
    const mend = meant === undefined ? `There are: ${[...known].join(', ')}` : `Did you mean "${meant}"?`;
    return identitySource.findingInValue(path, { code: 'identity', message, mend });
  };
  const ofGranted = identity.rows.granted.flatMap((one, index): Finding[] => {
    const at = (key: string) => ['granted', String(index), key];
    if ('flow' in one) {
      const flow = flows.get(one.flow);
      if (flow === undefined)
        return unread.has(one.flow)
          ? []
          : [finding(at('flow'), `there is no flow "${one.flow}"`, one.flow, flows.keys())];
      const returns = [...new Set([...flow.steps.values()].flatMap((step) => step.returns ?? []))];
      const message = `flow "${one.flow}" never returns "${one.return}"`;
      return returns.includes(one.return) ? [] : [finding(at('return'), message, one.return, returns)];
    }
    const operation = one['look-up'];
    const outcomes = outcomesOf.get(operation);
    if (outcomes === undefined)
      return [finding(at('look-up'), noOperation(operation), operation, outcomesOf.keys())];
    const message = `"${operation}" never answers "${one.outcome}"`;
    return outcomes.includes(one.outcome) ? [] : [finding(at('outcome'), message, one.outcome, outcomes)];
  });
  const ofNeeds = Object.keys(identity.rows.needs['look-ups'])
    .filter((name) => !outcomesOf.has(name))
    .map((name) =>
      identitySource.finding(['needs', 'look-ups', name], {
        code: 'identity',
        message: noOperation(name),
        mend: 'Take this row out, or correct its name',
      }),
    );
  return [...ofGranted, ...ofNeeds];
};

function noOperation(name: string): string {
  return `the back office has no operation "${name}"`;
}
