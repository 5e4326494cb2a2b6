/** UDP sockets for RTP. */
import { createSocket, type Socket, type SocketOptions } from 'node:dgram';

/** Ports to take RTP sockets from, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Addresses are always literal: without this Node goes through its resolver for every packet. */
const literalAddress: NonNullable<SocketOptions['lookup']> = (address, _options, done) =>
  done(null, address, 4);

export function udpSocket(): Socket {
  return createSocket({ type: 'udp4', lookup: literalAddress });
}

export function bindSocket(socket: Socket, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}

/** Hands out bound sockets: even ports of a range in turn, or any free port when there is no range. */
export class RtpSockets {
  readonly #address: string;
  readonly #ports: readonly number[];
  #next = 0;

  constructor(address: string, range?: PortRange) {
    this.#address = address;
    const ports: number[] = [];
    if (range !== undefined) {
      for (let port = range.first + (range.first % 2); port <= range.last; port += 2) ports.push(port);
      if (ports.length === 0) throw new RangeError('the RTP port range holds no even port');
    }
    this.#ports = ports;
  }

  /** @throws Error when no port of the range is free. */
  async open(): Promise<Socket> {
    if (this.#ports.length === 0) return this.#bind(0);
    for (let attempt = 0; attempt < this.#ports.length; attempt++) {
      const port = this.#ports[this.#next++ % this.#ports.length] ?? 0;
      try {
        return await this.#bind(port);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
      }
    }
    throw new Error(`no RTP port is free among ${this.#ports.length}; widen the range or place fewer calls`);
  }

  async #bind(port: number): Promise<Socket> {
    const socket = udpSocket();
    try {
      await bindSocket(socket, this.#address, port);
      return socket;
    } catch (error) {
      socket.close();
      throw error;
    }
  }
}
