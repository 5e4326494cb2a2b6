/** What can go wrong on a call that we place. None of these carries a phone number or keys. */

/** The call was not answered; `status` is the SIP status (408 when nobody answered in time). */
export class SipCallError extends Error {
  readonly status: number;
  /** Q.850 cause out of the Reason header, when the far end gave one. */
  readonly cause850: number | undefined;

  constructor(status: number, message: string, cause850?: number) {
    super(message);
    this.name = 'SipCallError';
    this.status = status;
    this.cause850 = cause850;
  }
}

/** The call ended while something was waited for or sent on it. */
export class CallEndedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CallEndedError';
  }
}

/** What was waited for on a call did not come in time. */
export class CallTimeoutError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CallTimeoutError';
  }
}
