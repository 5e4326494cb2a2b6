import type { Finding } from '../../source/finding.ts';
import { nearest } from '../../source/nearest.ts';
import type { Check } from './check.ts';

/** A look-up must name an operation of the contract, give its arguments and lead on for each of its outcomes. */
export const lookUpContract: Check = ({ project, operations }) =>
  [...project.flows.values()].flatMap((flow) =>
    [...flow.steps].flatMap(([name, step]): Finding[] => {
      const use = step.lookUp;
      if (use === undefined) return [];
      const finding = (field: readonly string[], message: string, mend: string) =>
        flow.source[field[0] === use.key ? 'findingInValue' : 'finding'](['steps', name, ...field], {
          code: 'look-up-contract',
          message,
          mend,
        });
      const askable = operations.filter(({ key = 'look-up' }) => key === use.key);
      const operation = askable.find((one) => one.name === use.operation);
      if (operation === undefined) {
        const names = askable.map((one) => one.name);
        const meant = nearest(use.operation, names);
        return [
          finding(
            [use.key],
            `the back office has no operation "${use.operation}"`,
            meant === undefined ? `It has: ${names.join(', ')}` : `Did you mean "${meant}"?`,
          ),
        ];
      }
      const given = typeof use.with === 'object' ? Object.keys(use.with) : [];
      const missing = operation.arguments.filter((argument) => !given.includes(argument));
      const unknown = given.filter(
        (argument) => !operation.arguments.includes(argument) && !operation.optional.includes(argument),
      );
      const unhandled = operation.outcomes.filter((outcome) => !use.outcomes.includes(outcome));
      const impossible = use.outcomes.filter(
        (outcome) => outcome !== 'unavailable' && !operation.outcomes.includes(outcome),
      );
      return [
        ...(typeof use.with === 'string'
          ? []
          : missing.map((argument) =>
              finding(
                ['with'],
                `"${use.operation}" needs the argument "${argument}"`,
                `Add ${argument}: $variable to \`with:\``,
              ),
            )),
        ...unknown.map((argument) =>
          finding(
            ['with', argument],
            `"${use.operation}" has no argument "${argument}"`,
            `It takes: ${[...operation.arguments, ...operation.optional].join(', ')}`,
          ),
        ),
        ...unhandled.map((outcome) =>
          finding(
            [use.key],
            `"${use.operation}" can answer "${outcome}", which leads nowhere here`,
            `Add "${outcome}: step"`,
          ),
        ),
        ...impossible.map((outcome) =>
          finding(
            [outcome],
            `"${use.operation}" never answers "${outcome}"`,
            `It answers: ${operation.outcomes.join(', ')}`,
          ),
        ),
      ];
    }),
  );
