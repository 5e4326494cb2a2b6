/**
 * Settings of an engine that turns nobody away: where it is measured or tried out how calls are served, they are many,
 * they come from a few numbers, and the machine is busy with them. Engines that are killed take their time to come back.
 */
export const withoutLimits = {
  MAX_CALLS: '1000',
  MAX_LAG_MS: '60000',
  MAX_ANSWER_MS: '60000',
  MAX_REQUESTS: '100000',
  CALLER_CALLS_PER_MINUTE: '0',
  TRUNK_CALLS_PER_SECOND: '0',
  RESCUE_SECONDS: '600',
} as const;
