import type { Finding } from '../../source/finding.ts';
import type { Check } from './check.ts';
import { stepsOf } from './steps-of.ts';

/** A step must not take a longer message than its box: it would be refused when the caller has spoken it. */
export const longMessage: Check = ({ project, messageSeconds }) =>
  stepsOf(project).flatMap(({ flow, name, step: { reaches } }): Finding[] => {
    const most = reaches?.type === 'box' ? messageSeconds?.(reaches.name) : undefined;
    if (reaches?.seconds === undefined || most === undefined || reaches.seconds <= most) return [];
    return [
      flow.source.finding(['steps', name, 'max'], {
        code: 'long-message',
        message: `a message may last ${reaches.seconds} seconds, but the box "${reaches.name}" takes ${most}`,
        mend: `Write \`max: ${most}\`, or raise max-seconds in boxes.yaml`,
      }),
    ];
  });
