import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { ProvisionError } from './provision-error.ts';

/** A port that a program is going to listen on. */
export interface PortUse {
  readonly protocol: 'udp' | 'tcp';
  readonly host: string;
  readonly port: number;
  /** What for: "SIP", "Redis". */
  readonly purpose: string;
  /** The command-line option that chooses another. */
  readonly option: string;
}

/**
 * Makes sure that nobody listens on any of these ports.
 * @throws ProvisionError naming the port and the option that changes it
 */
export async function assertPortsFree(uses: readonly PortUse[]): Promise<void> {
  for (const use of uses) {
    const failure = await tryToBind(use.protocol, use.host, use.port);
    if (failure === undefined) continue;
    const where = `${use.purpose} port ${use.port} (${use.protocol.toUpperCase()} on ${use.host})`;
    throw new ProvisionError(
      failure === 'EADDRINUSE'
        ? `${where} is taken by another program: choose another with ${use.option}`
        : failure === 'EACCES'
          ? `${where} may not be opened by this user: choose one above 1023 with ${use.option}`
          : `${where} cannot be opened (${failure}): check the address, or choose another port with ${use.option}`,
    );
  }
}

/** Whether somebody listens on this port already (or it cannot be opened for another reason). */
export async function isTaken(protocol: 'udp' | 'tcp', host: string, port: number): Promise<boolean> {
  return (await tryToBind(protocol, host, port)) !== undefined;
}

/** The address of this machine that `host` sees when we send something to it. @throws ProvisionError when no way leads there */
export function addressTowards(host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    const failed = (error: Error) => {
      socket.close();
      reject(new ProvisionError(`no way leads from here to ${host} (${error.message}): is it up?`));
    };
    socket.once('error', failed);
    // Nothing is sent: the kernel only looks for the way.
    socket.connect(5060, host, (error?: Error) => {
      if (error !== undefined && error !== null) return failed(error);
      const { address } = socket.address();
      socket.close(() => resolve(address));
    });
  });
}

/** A port of the range that is free for UDP and TCP on the loopback right now. */
export async function freePort(from: number, to: number): Promise<number> {
  const span = to - from + 1;
  const start = Math.floor(Math.random() * span);
  for (let i = 0; i < span; i++) {
    const port = from + ((start + i) % span);
    if (!(await isTaken('tcp', '127.0.0.1', port)) && !(await isTaken('udp', '127.0.0.1', port))) return port;
  }
  throw new ProvisionError(`no free port between ${from} and ${to}: end the programs that hold them`);
}

function tryToBind(protocol: 'udp' | 'tcp', host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    if (protocol === 'udp') {
      const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
      socket.once('error', failed);
      socket.bind({ address: host, port, exclusive: true }, () => socket.close(() => resolve(undefined)));
    } else {
      const server = createServer();
      server.once('error', failed);
      server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
    }
  });
}
