import type { Finding } from '../../source/finding.ts';
import { nearest } from '../../source/nearest.ts';
import type { Flow } from '../project.ts';
import type { Check } from './check.ts';

/** Flows that are entered must exist, and lead on for everything that they can return. */
export const unknownFlow: Check = ({ project, entryFlows = [], unread }) => {
  const { flows, settings, settingsSource } = project;
  const isMissing = (flow: string) => !flows.has(flow) && !unread.has(flow);
  const missing = (flow: string) => {
    const meant = nearest(flow, flows.keys());
    return {
      code: 'unknown-flow',
      message: `there is no flow "${flow}"`,
      mend:
        meant === undefined
          ? `Write flows/${flow}.yaml, or enter one of: ${[...flows.keys()].join(', ')}`
          : `Did you mean "${meant}"?`,
    };
  };
  const findings: Finding[] = entryFlows
    .filter((entry) => isMissing(entry.flow))
    .map((entry) => entry.finding(missing(entry.flow)));
  for (const role of ['operator', 'unknown-number'] as const) {
    if (isMissing(settings[role]))
      findings.push(settingsSource.findingInValue([role], missing(settings[role])));
  }
  for (const role of ['language', 'call-back'] as const) {
    const flow = settings[role];
    if (flow !== undefined && isMissing(flow))
      findings.push(settingsSource.findingInValue([role], missing(flow)));
  }
  for (const flow of flows.values()) {
    if (flow.operator !== undefined && !flows.has(flow.operator))
      findings.push(flow.source.finding(['operator'], missing(flow.operator)));
    for (const [name, step] of flow.steps) {
      if (step.subFlow === undefined) continue;
      const entered = flows.get(step.subFlow.flow);
      if (entered === undefined && unread.has(step.subFlow.flow)) continue;
      if (entered === undefined)
        findings.push(flow.source.findingInValue(['steps', name, 'go'], missing(step.subFlow.flow)));
      else findings.push(...unhandledReturns(flow, name, entered, step.subFlow.returns));
    }
  }
  return findings;
};

function unhandledReturns(
  flow: Flow,
  step: string,
  entered: Flow,
  handled: readonly string[] | 'never',
): Finding[] {
  const given = new Set(
    [...entered.steps.values()].flatMap((one) => (one.returns === undefined ? [] : [one.returns])),
  );
  if (handled === 'never') {
    if (given.size === 0) return [];
    return [
      flow.source.finding(['steps', step, 'go'], {
        code: 'unhandled-return',
        message: `flow "${entered.name}" returns (${[...given].join(', ')}) but this step does not say where that leads`,
        mend: 'Add `on:` with a target for each of them',
      }),
    ];
  }
  const unhandled = [...given].filter((name) => !handled.includes(name));
  const unknown = handled.filter((name) => !given.has(name));
  return [
    ...unhandled.map((name) =>
      flow.source.finding(['steps', step, 'on'], {
        code: 'unhandled-return',
        message: `flow "${entered.name}" can return "${name}", which has no target here`,
        mend: `Add "${name}" to \`on:\``,
      }),
    ),
    ...unknown.map((name) =>
      flow.source.finding(['steps', step, 'on', name], {
        code: 'unhandled-return',
        message: `flow "${entered.name}" never returns "${name}"`,
        mend: `It returns: ${[...given].join(', ')}`,
      }),
    ),
  ];
}
