import { metric } from '../definition.ts';

const parts = ['engine'] as const;

export const draining = metric({
  name: 'centralino_draining',
  type: 'gauge',
  help: '1 while the engine takes no new calls because it is to stop.',
  labels: {},
  parts,
});
export const full = metric({
  name: 'centralino_full',
  type: 'gauge',
  help: '1 while the engine takes no new calls because those under way would suffer.',
  labels: {},
  parts,
});
export const load = metric({
  name: 'centralino_load',
  type: 'gauge',
  help: 'What decides on that; the limits are MAX_CALLS, MAX_LAG_MS, MAX_ANSWER_MS and MAX_REQUESTS.',
  labels: {
    what: '`calls`, claimed ones among them; `lagMs` how late the event loop is; `answerMs` how long Asterisk takes to answer; `requests` that wait for it',
  },
  parts,
});
const why =
  '`dead`: their engine died, hung or was cut off; `handed-over`: it was stopped, or has lost Asterisk';
export const takeOvers = metric({
  name: 'centralino_take_overs_total',
  type: 'counter',
  help: 'Live calls that this engine took over.',
  labels: {
    why: `${why}; \`restart\`: they were its own before it was started, or while Asterisk was out of reach`,
  },
  parts,
});
export const takeOverSeconds = metric({
  name: 'centralino_take_over_seconds',
  type: 'histogram',
  help: "From the last sign of life of a call's engine until the call was at this one, which then speaks.",
  labels: { why },
  buckets: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 3, 5, 10],
  parts,
});
export const callsLost = metric({
  name: 'centralino_calls_taken_away_total',
  type: 'counter',
  help: 'Times that other engines took all calls of this one, since it hung or was cut off.',
  labels: {},
  parts,
});
export const rescued = metric({
  name: 'centralino_calls_rescued_total',
  type: 'counter',
  help: 'Calls that Asterisk took away from engines that gave no sign of life for RESCUE_SECONDS, since its start; all engines on one Asterisk tell the same.',
  labels: {},
  parts,
});
export const asteriskLink = metric({
  name: 'centralino_asterisk_link_up',
  type: 'gauge',
  help: '1 while the WebSocket to Asterisk is up.',
  labels: {},
  parts,
});
export const asteriskLinkLosses = metric({
  name: 'centralino_asterisk_link_losses_total',
  type: 'counter',
  help: 'Times that the WebSocket to Asterisk was lost.',
  labels: {},
  parts,
});
export const channels = metric({
  name: 'centralino_channels',
  type: 'gauge',
  help: 'Channels of Asterisk that this engine knows: calls, legs to operators, spies.',
  labels: {},
  parts,
});
export const asteriskHeld = metric({
  name: 'centralino_asterisk_held',
  type: 'gauge',
  help: "What Asterisk itself holds in this engine's application; more channels than centralino_channels are ghosts.",
  labels: { what: '`channels` or `bridges`' },
  parts,
});
export const flowsInfo = metric({
  name: 'centralino_flows_info',
  type: 'gauge',
  help: 'Always 1; the label is the version of flows and prompts that new calls get.',
  labels: { version: 'a version, as `centralino versions` lists it' },
  parts,
});
export const flowsSince = metric({
  name: 'centralino_flows_live_since_seconds',
  type: 'gauge',
  help: 'When that version went live, in Unix time.',
  labels: {},
  parts,
});
export const flowsRefused = metric({
  name: 'centralino_flows_change_refused',
  type: 'gauge',
  help: '1 while the files hold a change that is not all right and therefore not live.',
  labels: {},
  parts,
});
export const flowsReloads = metric({
  name: 'centralino_flows_reloads_total',
  type: 'counter',
  help: 'Changes of flows and prompts since the start, by what became of them.',
  labels: { result: '`live` or `refused`' },
  parts,
});
export const keptRequests = metric({
  name: 'centralino_kept_requests',
  type: 'gauge',
  help: 'Requests of callers that are kept on this disk, sealed, until the records take them; engines that share the disk tell the same.',
  labels: {},
  parts,
});
export const keptOldest = metric({
  name: 'centralino_kept_requests_oldest_seconds',
  type: 'gauge',
  help: 'For how long the oldest of them waits; 0 where there is none.',
  labels: {},
  parts,
});
export const keptResults = metric({
  name: 'centralino_kept_requests_total',
  type: 'counter',
  help: 'What became of requests that were to be kept.',
  labels: {
    result:
      '`kept`; `handed-in`: the records have it; `refused` by the records; `expired`, `unreadable`: given up; `no-room`: not kept, and the caller was told',
  },
  parts,
});
