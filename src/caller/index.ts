/**
 * A small SIP/RTP caller: places calls, presses keys, listens; and a phone that can be called. For the demo, the tests
 * and the load generator.
 */
export { Call, type CallEvents } from './call.ts';
export type { Ear } from './call-media.ts';
export { CallEndedError, CallTimeoutError, SipCallError } from './errors.ts';
export type { Onset, OnsetReason } from './hearing.ts';
export type { CallEnd } from './invite-session.ts';
export type { PressOptions } from './key-sender.ts';
export { type LoadCall, type LoadOptions, type LoadReport, runLoad } from './load.ts';
export type { ReceptionStats } from './reception.ts';
export { type Distribution, percentile, Samples } from './samples.ts';
export { type CallOptions, SipCaller, type SipCallerOptions } from './sip-caller.ts';
export { type IncomingCall, type PickUpOptions, SipPhone, type SipPhoneOptions } from './sip-phone.ts';
export { wavFile } from './wav.ts';
