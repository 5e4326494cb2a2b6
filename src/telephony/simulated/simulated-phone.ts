import type { LegEnd, LegOptions } from '../port.ts';
import { legCauses } from './simulated-bridge.ts';
import type { SimulatedCall } from './simulated-call.ts';

/** A leg that rings at a simulated phone, seen from the end of whoever is called. */
export interface SimulatedRinging {
  readonly call: SimulatedCall;
  /** The number that is shown; empty for none. */
  readonly from: string;
  readonly reference: string | undefined;
  /** Picks up. @returns the call, as its person has it from now on */
  answer(): SimulatedCall;
  refuse(how: 'busy' | 'refused' | 'unreachable'): void;
}

/** A phone of a simulated network, an operator's or a citizen's: it rings until it is answered, or the time is over. */
export class SimulatedPhone {
  readonly #ringing: SimulatedRinging[] = [];
  #waiting: ((ringing: SimulatedRinging) => void)[] = [];

  /** What rings next, also what rings already. */
  next(): Promise<SimulatedRinging> {
    const first = this.#ringing.shift();
    if (first !== undefined) return Promise.resolve(first);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** For the network: a leg arrives. @param ended told how it ended, when the phone itself ends it */
  ring(call: SimulatedCall, options: LegOptions, ended: (end: LegEnd) => void): void {
    call.advance('ringing');
    const noAnswer = setTimeout(() => finish('no-answer'), options.ringSeconds * 1000);
    noAnswer.unref?.();
    const finish = (end: Exclude<LegEnd, 'lost'>) => {
      if (call.state !== 'ringing') return;
      ended(end);
      call.end(legCauses[end]);
    };
    const ringing: SimulatedRinging = {
      call,
      from: options.callerId?.reveal() ?? '',
      reference: options.reference,
      answer: () => {
        clearTimeout(noAnswer);
        call.advance('answered');
        return call;
      },
      refuse: finish,
    };
    void call.ended.then(() => {
      clearTimeout(noAnswer);
      const at = this.#ringing.indexOf(ringing);
      if (at !== -1) this.#ringing.splice(at, 1);
    });
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#ringing.push(ringing);
    else waiting(ringing);
  }
}
