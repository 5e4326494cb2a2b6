import type { Finding } from '../../source/finding.ts';
import { isAtLeast, type Need } from '../identity.ts';
import { identityReach, type Standing } from '../identity-reach.ts';
import type { Project } from '../project.ts';
import type { Step } from '../step.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

/**
 * On every way to a request the call knows enough of who calls: what flows/identity.yaml says the request needs. The
 * interpreter refuses it otherwise, and the caller would hear that the archives do not answer.
 */
export const identityLevel: Check = ({ project, entryFlows }) => {
  const { identity } = project;
  const asking = stepsOf(project).flatMap(({ flow, name, step }) => {
    const need = needOf(step, project);
    return need === undefined ? [] : [{ flow, name, step, need }];
  });
  if (asking.length === 0) return [];
  const standings = new Map<Step, Standing[]>(asking.map(({ step }) => [step, []]));
  for (const standing of identityReach(project, entryFlows)) standings.get(standing.step)?.push(standing);
  return asking.flatMap(({ flow, name, step, need }): Finding[] => {
    const place = ['steps', name, step.kind];
    const poor = (standings.get(step) ?? [])
      .filter((one) => !isAtLeast(identity, one.level, need.level))
      .toSorted((one, other) => identity.levels.indexOf(one.level) - identity.levels.indexOf(other.level));
    const [poorest] = poor;
    const unnamed = need.named ? '' : `, since flows/identity.yaml does not name it`;
    if (poorest === undefined) {
      if (need.named) return [];
      return [
        flow.source.findingInValue(place, {
          severity: 'warning',
          code: 'identity-level',
          message: `flows/identity.yaml does not say what "${need.what}" needs; it is taken to need "${need.level}"`,
          mend: 'Write it there, under `needs`',
        }),
      ];
    }
    const ways = identity.waysTo(need.level);
    return [
      flow.source.findingInValue(place, {
        code: 'identity-level',
        message: `"${need.what}" needs the level "${need.level}"${unnamed}, but a call can come here with "${poorest.level}": ${wayTo(poorest)}`,
        mend:
          ways.length === 0
            ? 'Nothing in flows/identity.yaml gives that level: write there what does, or what the request needs'
            : `Lead here only after ${ways.join(', or ')}`,
      }),
    ];
  });
};

function needOf({ lookUp, orders }: Step, { identity }: Project): Need | undefined {
  if (orders !== undefined) return identity.need({ type: 'request', ...orders });
  return lookUp && identity.need({ type: 'look-up', operation: lookUp.operation });
}

/** The last steps of the shortest way to a place. */
function wayTo(standing: Standing): string {
  const steps: string[] = [];
  for (let at: Standing | undefined = standing.from; at !== undefined && steps.length < 5; at = at.from)
    steps.unshift(at.flow === standing.flow ? at.name : `${at.flow.name}/${at.name}`);
  return steps.length === 0 ? 'it begins here' : `by ${steps.join(', ')}`;
}
