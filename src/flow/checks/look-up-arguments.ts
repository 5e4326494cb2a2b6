import type { Finding } from '../../source/finding.ts';
import { misfit } from '../fits.ts';
import { expressionType } from '../infer.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

/** What a look-up hands over must be of the type that the operation takes. */
export const lookUpArguments: Check = ({ project, operations, types }) =>
  stepsOf(project).flatMap(({ flow, name, step: { lookUp } }): Finding[] => {
    const takes = operations.find((one) => one.name === lookUp?.operation)?.takes;
    if (lookUp === undefined || takes === undefined || typeof lookUp.with !== 'object') return [];
    const { variables } = types.scope(flow.name);
    return Object.entries(lookUp.with).flatMap(([argument, expression]) => {
      const wanted = takes[argument];
      const reason = wanted && misfit(expressionType(expression, variables), wanted);
      return reason === undefined
        ? []
        : [
            flow.source.findingInValue(['steps', name, 'with', argument], {
              code: 'look-up-contract',
              message: `the argument "${argument}" of "${lookUp.operation}" does not fit: it is ${reason}`,
              mend: 'Hand over a variable that holds what the operation takes',
            }),
          ];
    });
  });
