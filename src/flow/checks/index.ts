import type { Check } from './check.ts';
import { conditionTypes } from './condition-types.ts';
import { deadEnd } from './dead-end.ts';
import { deepMenu } from './deep-menu.ts';
import { endlessLoop, endlessSilence } from './endless-loop.ts';
import { identityLevel } from './identity-level.ts';
import { identityTable } from './identity-table.ts';
import { longMenu } from './long-menu.ts';
import { longMessage } from './long-message.ts';
import { longPrompt } from './long-prompt.ts';
import { lookUpArguments } from './look-up-arguments.ts';
import { lookUpContract } from './look-up-contract.ts';
import { menuKeys } from './menu-keys.ts';
import { missingPrompt } from './missing-prompt.ts';
import { missingTarget } from './missing-target.ts';
import { promptValues } from './prompt-values.ts';
import { queueTexts, unknownTopic, unusedQueue } from './queue-table.ts';
import { resumable } from './resumable.ts';
import { selectBranches } from './select-branches.ts';
import { unknownCalendar } from './unknown-calendar.ts';
import { unknownDestination } from './unknown-destination.ts';
import { unknownFlow } from './unknown-flow.ts';
import { unknownLanguage } from './unknown-language.ts';
import { unreachableStep } from './unreachable-step.ts';
import { unsetVariable } from './unset-variable.ts';
import { unusedFlow, unusedPrompt, unusedVariable } from './unused.ts';

/** Every check. Adding one is adding a file and a line here. */
export const checks: readonly Check[] = [
  missingTarget,
  unreachableStep,
  deadEnd,
  endlessLoop,
  endlessSilence,
  missingPrompt,
  promptValues,
  selectBranches,
  longMessage,
  longPrompt,
  longMenu,
  deepMenu,
  menuKeys,
  unknownFlow,
  unknownLanguage,
  unknownCalendar,
  unknownDestination,
  unknownTopic,
  unusedQueue,
  queueTexts,
  lookUpContract,
  lookUpArguments,
  identityLevel,
  identityTable,
  resumable,
  unsetVariable,
  conditionTypes,
  unusedFlow,
  unusedVariable,
  unusedPrompt,
];
