import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A TCP proxy whose connections a test can cut or freeze, as a network does. */
export interface TcpProxy {
  readonly port: number;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  /**
   * Leaves all connections open and lets nothing through, as when a machine vanishes.
   * @param refuseNew refuses new ones, too; otherwise they go through
   */
  freeze(refuseNew?: boolean): void;
  restore(): void;
  close(): Promise<void>;
}

/**
 * Starts a proxy on `port` of `host` for `targetPort` of 127.0.0.1.
 * @param falsified words in what the target says, and others of the same length that come out instead
 */
export async function startTcpProxy(
  port: number,
  targetPort: number,
  falsified?: readonly [from: string, to: string],
  host = '127.0.0.1',
): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let open = true;
  const server = createServer({ noDelay: true }, (near) => {
    if (!open) {
      near.destroy();
      return;
    }
    const far = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      if (falsified !== undefined && from === far) from.pipe(falsifying(...falsified)).pipe(to);
      else from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        pairs.delete(pair);
      });
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  const cut = () => {
    open = false;
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  return {
    port,
    cut,
    freeze: (refuseNew = false) => {
      open = !refuseNew;
      for (const pair of pairs) for (const socket of pair) socket.unpipe().pause();
    },
    restore: () => {
      open = true;
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Bytes stay bytes, and as many as they were: lengths that were announced are true. */
function falsifying(from: string, to: string): Transform {
  return new Transform({
    transform: (part: Buffer, _encoding, done) =>
      done(null, Buffer.from(part.toString('latin1').replaceAll(from, to), 'latin1')),
  });
}
