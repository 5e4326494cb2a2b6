import { answerBuckets, metric } from '../definition.ts';

const parts = ['engine'] as const;

export const calls = metric({
  name: 'centralino_calls',
  type: 'gauge',
  help: 'Calls under way.',
  labels: {},
  parts,
});
export const callsTaken = metric({
  name: 'centralino_calls_taken_total',
  type: 'counter',
  help: 'Calls that this engine took since its start.',
  labels: {
    line: 'the line of flows/numbers.yaml, `unknown` or `richiamata`',
    how: '`new`; `placed` for a call-back; `carried-on` or `begun-anew` for one that was live already',
  },
  parts,
});
export const callsEnded = metric({
  name: 'centralino_calls_total',
  type: 'counter',
  help: 'Calls that ended, by the flow they ended in and by how.',
  labels: {
    flow: 'a flow of flows/',
    outcome:
      '`flow`: the flow said goodbye; `caller`: the caller hung up; `broken`: the apology and congestion; `not-confirmed`: we hung up, the network did not confirm it',
  },
  parts,
});
export const callSeconds = metric({
  name: 'centralino_call_seconds',
  type: 'histogram',
  help: 'How long calls lasted, from the offer to the end.',
  labels: {},
  buckets: [5, 15, 30, 60, 120, 180, 300, 600, 1200, 3600],
  parts,
});
export const keyToPrompt = metric({
  name: 'centralino_key_to_prompt_seconds',
  type: 'histogram',
  help: 'From what caused a prompt to the word of Asterisk that the caller hears it; the objective is 0.15 for keys.',
  labels: {
    cause: '`key`, `offered`, `playback-ended`, `timer`, `result` of a question, `news` of a queue, `resume`',
  },
  buckets: [0.005, 0.01, 0.02, 0.04, 0.075, 0.15, 0.3, 0.6, 1.5, 3],
  parts,
});
export const prompts = metric({
  name: 'centralino_prompts_total',
  type: 'counter',
  help: 'Prompts by how they ended: in full, cut short by a key or a hang-up, or not at all.',
  labels: { outcome: '`finished`, `stopped`, `failed`' },
  parts,
});
export const trouble = metric({
  name: 'centralino_trouble_total',
  type: 'counter',
  help: 'Times that a caller heard the fixed apology, by why.',
  labels: { what: '`render`, `play`: one prompt; `flow`, `too-long`, `silence`: the call ended by it' },
  parts,
});
export const silence = metric({
  name: 'centralino_silence_total',
  type: 'counter',
  help: 'Times that a caller heard nothing for 8 seconds and was then spoken to; none is the objective.',
  labels: {
    what: 'what was waited for: `request` an answer, `audio` a prompt that did not begin, `flow` nothing at all',
  },
  parts,
});
export const turnedAway = metric({
  name: 'centralino_calls_turned_away_total',
  type: 'counter',
  help: 'New calls that this engine did not take though it was asked: another one may have had them.',
  labels: {
    why: '`calls`, `lagMs`, `answerMs`, `requests`: it was full; `caller`, `trunk`: too many of one',
  },
  parts,
});
export const lookUp = metric({
  name: 'centralino_look_up_seconds',
  type: 'histogram',
  help: "How long questions of calls to the institution's systems took, retries included.",
  labels: { operation: 'an operation of the contract', outcome: 'an outcome of it, or `unavailable`' },
  buckets: answerBuckets,
  mostSeries: 300,
  parts,
});
export const requests = metric({
  name: 'centralino_requests_total',
  type: 'counter',
  help: 'What callers asked to have done (documents, messages, bookings), by what they were told.',
  labels: {
    service: '`document`, `sms`, `booking`',
    outcome:
      '`accepted`, `already`, `refused`, `taken`, `noted` (kept here, to be handed in later), `unavailable`',
  },
  parts,
});
export const refusedRequests = metric({
  name: 'centralino_requests_above_identity_total',
  type: 'counter',
  help: 'Requests that a flow made without the identity they need: a fault of the flow; they were not made.',
  labels: {},
  parts,
});
export const menuChoices = metric({
  name: 'centralino_menu_choice_total',
  type: 'counter',
  help: 'What callers did at each menu since the start: the key they chose, silence, or a wrong key.',
  labels: { flow: 'a flow of flows/', step: 'its menu', key: '`0` to `9`, `*`, `#`, `silence`, `wrong`' },
  mostSeries: 2_000,
  parts,
});
