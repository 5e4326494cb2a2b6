import {
  type Bridge,
  type BridgeListener,
  type BridgeState,
  type Channel,
  type Holding,
  type LegListener,
  type LegOptions,
  type Softphone,
  type Telephony,
  TelephonyError,
  type TelephonyHandlers,
} from '../port.ts';
import type { SimulatedCall } from './simulated-call.ts';
import { type SimulatedCallOptions, type SimulatedEngine, SimulatedNetwork } from './simulated-network.ts';

export type { SimulatedCallOptions };
export { SimulatedNetwork };

/** An engine's driver for a simulated network. */
export class SimulatedTelephony implements Telephony {
  readonly #network: SimulatedNetwork;
  readonly #name: string;
  #engine: SimulatedEngine | undefined;

  /** `name` is the engine's: a later one of the same name takes its calls up again. */
  constructor(network: SimulatedNetwork = new SimulatedNetwork(), name = 'engine') {
    this.#network = network;
    this.#name = name;
  }

  get linkUp(): boolean {
    return this.#engine !== undefined && this.#network.linkUp;
  }

  async start(handlers: TelephonyHandlers): Promise<void> {
    this.#engine = { name: this.#name, handlers };
    this.#network.join(this.#engine);
  }

  async originate(options: LegOptions, listener: LegListener): Promise<Channel> {
    return this.#network.originate(this.#joined('originate'), options, listener);
  }

  async bridge(id: string, listener: BridgeListener): Promise<Bridge> {
    return this.#network.bridge(this.#joined('bridge'), id, listener);
  }

  async bridges(): Promise<readonly BridgeState[]> {
    this.#joined('bridges');
    return this.#network.bridges();
  }

  async enrol(softphone: Softphone): Promise<void> {
    this.#joined('enrol');
    this.#network.enrol(softphone);
  }

  async dismiss(name: string): Promise<void> {
    this.#joined('dismiss');
    this.#network.dismiss(name);
  }

  async network(): Promise<string> {
    this.#joined('network');
    return 'simulated';
  }

  async holdings(engine: string): Promise<readonly Holding[]> {
    this.#joined('holdings');
    return this.#network.holdings().get(engine) ?? [];
  }

  async take(holding: Holding, { recordings }: { recordings: readonly string[] }): Promise<boolean> {
    return this.#network.take(this.#joined('take'), holding, recordings);
  }

  async answers(engine: string): Promise<boolean> {
    return this.linkUp && this.#network.isJoined(engine);
  }

  letGo(): void {
    this.#network.letGo(this.#joined('letGo'));
  }

  async compare(): Promise<void> {
    this.#network.compare(this.#joined('compare'));
  }

  async close(): Promise<void> {
    if (this.#engine !== undefined) this.#network.leave(this.#engine);
    this.#engine = undefined;
  }

  /** Places a call on the network; undefined when no engine accepts it. */
  call(options: SimulatedCallOptions): SimulatedCall | undefined {
    return this.#network.call(options);
  }

  #joined(command: string): SimulatedEngine {
    if (this.#engine === undefined || !this.#network.linkUp)
      throw new TelephonyError('unavailable', `${command}: no link`);
    return this.#engine;
  }
}
