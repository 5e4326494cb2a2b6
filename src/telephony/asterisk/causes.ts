/** Why a call ended, in words, from the cause numbers of ITU-T Q.850 that occur at a phone line. */
const causes: Readonly<Record<number, string>> = {
  0: 'unknown',
  1: 'unallocated-number',
  16: 'normal-clearing',
  17: 'user-busy',
  18: 'no-user-response',
  19: 'no-answer',
  21: 'call-rejected',
  27: 'destination-out-of-order',
  31: 'normal-unspecified',
  34: 'no-circuit',
  38: 'network-out-of-order',
  41: 'temporary-failure',
  42: 'congestion',
  44: 'channel-unavailable',
  58: 'bearer-capability-unavailable',
  102: 'recovery-on-timer-expiry',
  127: 'interworking',
};

/** The name of a Q.850 cause, `q850-N` for one without a name here. */
export function causeName(cause: number): string {
  return causes[cause] ?? `q850-${cause}`;
}
