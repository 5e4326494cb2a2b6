import {
  type Bridge,
  type BridgeEvent,
  type BridgeListener,
  type Channel,
  type LegEnd,
  TelephonyError,
} from '../port.ts';
import type { SimulatedCall } from './simulated-call.ts';
import { SimulatedSounds, type SoundRules } from './simulated-sounds.ts';
import { ToldEvents } from './told-events.ts';

export interface SimulatedBridgeRules extends SoundRules {
  readonly linkUp: () => boolean;
  /** The call behind a channel; undefined for one that is gone. */
  readonly callOf: (channel: Channel) => SimulatedCall | undefined;
  /** It takes a call out of the bridge that it is in. */
  readonly leaveOther: (call: SimulatedCall) => void;
}

/** One bridge of a simulated network: whoever is in it hears the others. */
export class SimulatedBridge {
  readonly id: string;
  readonly inside = new Set<SimulatedCall>();
  readonly #rules: SimulatedBridgeRules;
  readonly #sounds: SimulatedSounds;
  readonly #events: ToldEvents<BridgeEvent>;
  #gone = false;

  constructor(id: string, rules: SimulatedBridgeRules) {
    this.id = id;
    this.#rules = rules;
    this.#events = new ToldEvents(rules.linkUp);
    this.#sounds = new SimulatedSounds(rules, false, (event) => this.#emit(event));
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** The name of the recording under way. */
  get recording(): string | undefined {
    return this.#sounds.recording?.name;
  }

  /** An engine makes it, or takes it up: it is told who is in. */
  take(listener: BridgeListener): Bridge {
    // What the one before was not told is nothing to this one.
    this.#events.forget();
    this.#events.listen(listener);
    for (const call of this.inside) this.#emit({ type: 'entered', channel: call.channel.id });
    return this.#engineEnd();
  }

  /** Its engine is away. */
  release(): void {
    this.#events.listen(undefined);
  }

  linkRestored(): void {
    this.#events.tellSoon();
  }

  /** A call is taken out, or is over. */
  leave(call: SimulatedCall): void {
    if (this.inside.delete(call)) this.#emit({ type: 'left', channel: call.channel.id });
  }

  #engineEnd(): Bridge {
    return {
      id: this.id,
      add: async (channel) => {
        this.#assert('add');
        const call = this.#rules.callOf(channel);
        if (call === undefined) throw new TelephonyError('channel-gone', 'add: the channel is gone');
        if (call.state !== 'up') throw new TelephonyError('refused', 'add: the channel is not up');
        if (this.inside.has(call)) return;
        this.#rules.leaveOther(call);
        call.enterBridge();
        this.inside.add(call);
        this.#emit({ type: 'entered', channel: channel.id });
      },
      remove: async (channel) => {
        this.#assert('remove');
        const call = this.#rules.callOf(channel);
        if (call !== undefined) this.leave(call);
      },
      play: async (id, media) => {
        this.#assert('play');
        this.#sounds.play(id, media);
      },
      stop: async (id) => {
        this.#assert('stop');
        this.#sounds.stop(id);
      },
      record: async (name, options) => {
        this.#assert('record');
        this.#sounds.record(name, { ...options, maxSilenceSeconds: 0, terminateOn: 'none' });
      },
      stopRecording: async (name) => {
        this.#assert('stopRecording');
        if (this.#sounds.recording?.name === name) this.#sounds.finishRecording(0);
      },
      takeUpRecording: async (name) => {
        this.#assert('takeUpRecording');
        if (this.#sounds.recording?.name === name) return;
        const outcome = this.#rules.stored.has(name) ? 'finished' : 'failed';
        this.#emit({ type: 'recording-ended', name, outcome, durationMs: undefined });
      },
      destroy: async () => {
        if (this.#gone) return;
        this.#assert('destroy');
        this.#sounds.end(0);
        for (const call of [...this.inside]) this.leave(call);
        this.#gone = true;
        this.#emit({ type: 'destroyed' });
      },
    };
  }

  #assert(command: string): void {
    if (this.#gone) throw new TelephonyError('channel-gone', `${command}: the bridge is gone`);
    if (!this.#rules.linkUp()) throw new TelephonyError('unavailable', `${command}: no link`);
  }

  #emit(event: BridgeEvent): void {
    this.#events.add(event);
  }
}

/** The words for how a simulated leg ended. */
export const legCauses: Readonly<Record<Exclude<LegEnd, 'lost'>, string>> = {
  'hung-up': 'normal-clearing',
  busy: 'user-busy',
  'no-answer': 'no-answer',
  refused: 'call-rejected',
  unreachable: 'destination-out-of-order',
  cancelled: 'normal-clearing',
};
