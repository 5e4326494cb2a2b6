/** What ties the log lines and traces of several processes to one call. Nothing about a person is in it. */
export interface Correlation {
  /** The call's id: Asterisk's name of its channel. */
  readonly call: string;
  /** The span that asks, as W3C Trace Context has it; where traces are made. */
  readonly traceparent?: string | undefined;
}

const callHeader = 'x-call-id';
const callForm = /^[\w.:-]{1,128}$/;
const traceForm = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The headers of a request that is asked for a call. */
export function correlationHeaders(correlation: Correlation | undefined): Record<string, string> {
  if (correlation === undefined || !callForm.test(correlation.call)) return {};
  const { call, traceparent } = correlation;
  return { [callHeader]: call, ...(traceparent === undefined ? {} : { traceparent }) };
}

/** The call that a request was asked for; undefined where it does not say, or nonsense. */
export function correlationOf(headers: Readonly<Record<string, unknown>>): Correlation | undefined {
  const { [callHeader]: call, traceparent } = headers;
  if (typeof call !== 'string' || !callForm.test(call)) return undefined;
  const traced = typeof traceparent === 'string' && traceForm.test(traceparent);
  return { call, ...(traced ? { traceparent } : {}) };
}

/** The call in a log line. */
export function callOf({ correlation }: { readonly correlation?: Correlation | undefined }): {
  call?: string;
} {
  return correlation === undefined ? {} : { call: correlation.call };
}
