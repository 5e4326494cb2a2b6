import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { run } from '../provision/program.ts';

/** Whether this machine lets us make network namespaces: root, and iproute2. */
export const mayMakeNamespaces =
  spawnSync('unshare', ['--net', 'true']).status === 0 && spawnSync('ip', ['-V']).status === 0;

/** One of its cables, by the addresses of both ends. */
export interface Cable {
  readonly outside: string;
  readonly inside: string;
}

/**
 * A machine of its own as far as the network goes: a namespace of Linux with cables to this one, each of which can be pulled. What
 * is sent over a pulled cable is lost without a word: no connection is refused or reset.
 */
export class NetworkNamespace<Name extends string> {
  readonly #name: string;
  readonly #cables: ReadonlyMap<Name, Cable & { readonly device: string }>;

  private constructor(name: string, cables: ReadonlyMap<Name, Cable & { readonly device: string }>) {
    this.#name = name;
    this.#cables = cables;
  }

  /** @param names of its cables, 16 at most @throws Error in the words of `ip` */
  static async make<Name extends string>(names: readonly Name[]): Promise<NetworkNamespace<Name>> {
    const number = randomInt(1_024);
    const name = `centralino-${number}`;
    const cables = names.map((cable, at) => {
      const address = (end: number) => `10.231.${number >> 2}.${((number & 3) << 6) + (at << 2) + end}`;
      return [cable, { outside: address(1), inside: address(2), device: `cn${number}-${at}` }] as const;
    });
    const made = new NetworkNamespace(name, new Map(cables));
    await ip('netns', 'add', name);
    try {
      await ip('-n', name, 'link', 'set', 'lo', 'up');
      for (const [at, [, { outside, inside, device }]] of cables.entries()) {
        const end = `eth${at}`;
        await ip('link', 'add', device, 'type', 'veth', 'peer', 'name', end, 'netns', name);
        await ip('address', 'add', `${outside}/30`, 'dev', device);
        await ip('-n', name, 'address', 'add', `${inside}/30`, 'dev', end);
        await ip('-n', name, 'link', 'set', end, 'up');
        await ip('link', 'set', device, 'up');
      }
      return made;
    } catch (error) {
      await made.remove();
      throw error;
    }
  }

  /** Stands before a command that is to run in there. */
  get prefix(): readonly string[] {
    return ['ip', 'netns', 'exec', this.#name];
  }

  cable(name: Name): Cable {
    return this.#known(name);
  }

  async pull(name: Name): Promise<void> {
    await ip('link', 'set', this.#known(name).device, 'down');
  }

  async plugIn(name: Name): Promise<void> {
    await ip('link', 'set', this.#known(name).device, 'up');
  }

  /** Its cables go with it. What runs in there must be gone. */
  async remove(): Promise<void> {
    await ip('netns', 'delete', this.#name);
  }

  #known(name: Name): Cable & { readonly device: string } {
    const cable = this.#cables.get(name);
    if (cable === undefined) throw new RangeError(`there is no cable "${name}"`);
    return cable;
  }
}

async function ip(...args: readonly string[]): Promise<void> {
  const { code, stderr } = await run({ command: 'ip', args: [] }, args, 10_000);
  if (code !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr.trim()}`);
}
