import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Behaviour } from '../../src/mail/carriers/carriers.contract.ts';

/** Ways of behaving badly that need no protocol. */
const rude: Readonly<Partial<Record<Behaviour, (socket: Socket) => void>>> = {
  silent: (socket) => void socket.resume(),
  garbage: (socket) => void socket.end('\x00\xff<html>?\r\nthis is not what you expect\r\n'),
  closes: (socket) => void socket.destroy(),
};

/** The port that a carrier is given: it passes connections on to the real server, or misbehaves in its place. */
export class Front {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly #tell: (behaviour: Behaviour) => Promise<void>;
  readonly #mode: { behaviour: Behaviour };

  private constructor(
    server: Server,
    sockets: Set<Socket>,
    mode: { behaviour: Behaviour },
    tell: (behaviour: Behaviour) => Promise<void>,
    port: number,
  ) {
    this.#server = server;
    this.#sockets = sockets;
    this.#mode = mode;
    this.#tell = tell;
    this.port = port;
  }

  /** @param behind port of the real server @param tell tells it how to behave: `well` where the front misbehaves */
  static async open(behind: number, tell: (behaviour: Behaviour) => Promise<void>): Promise<Front> {
    const sockets = new Set<Socket>();
    const mode: { behaviour: Behaviour } = { behaviour: 'well' };
    const server = createServer((near) => {
      sockets.add(near);
      near.on('error', () => undefined);
      near.on('close', () => sockets.delete(near));
      const misbehave = rude[mode.behaviour];
      if (misbehave !== undefined) {
        misbehave(near);
        return;
      }
      const far = connect(behind, '127.0.0.1');
      far.on('error', () => near.destroy());
      far.on('close', () => near.destroy());
      near.on('close', () => far.destroy());
      near.pipe(far).pipe(near);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Front(server, sockets, mode, tell, addressOf(server).port);
  }

  /** What is open stays open when the server itself decides; else connections begin anew. */
  async behave(behaviour: Behaviour): Promise<void> {
    const own = behaviour in rude || behaviour === 'away';
    if (own || this.#mode.behaviour in rude) this.#drop();
    this.#mode.behaviour = behaviour;
    if (behaviour === 'away') await this.#stop();
    else if (!this.#server.listening) {
      this.#server.listen(this.port, '127.0.0.1');
      await once(this.#server, 'listening');
    }
    await this.#tell(own ? 'well' : behaviour);
  }

  async close(): Promise<void> {
    this.#drop();
    await this.#stop();
  }

  async #stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the front has no port');
  return address;
}
