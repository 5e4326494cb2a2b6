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
    what: '`calls`; `lagMs` how late the event loop is; `answerMs` how long Asterisk takes to answer; `requests` that wait for it',
  },
  parts,
});
export const takeOvers = metric({
  name: 'centralino_take_overs_total',
  type: 'counter',
  help: 'Calls that changed their engine while they were live.',
  labels: {
    what: '`adopted`: calls taken over from another engine; `lost`: times that this one lost all of its own',
  },
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
