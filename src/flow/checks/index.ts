import type { Check } from './check.ts';
import { endlessLoop } from './endless-loop.ts';
import { lookUpContract } from './look-up-contract.ts';
import { missingPrompt } from './missing-prompt.ts';
import { missingTarget } from './missing-target.ts';
import { unknownFlow } from './unknown-flow.ts';
import { unreachableStep } from './unreachable-step.ts';
import { unsetVariable } from './unset-variable.ts';

/** Every check. Adding one is adding a file and a line here. */
export const checks: readonly Check[] = [
  missingTarget,
  unreachableStep,
  endlessLoop,
  missingPrompt,
  unknownFlow,
  lookUpContract,
  unsetVariable,
];
