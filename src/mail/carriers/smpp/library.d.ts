/** What is used of the package smpp, which has no types of its own. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';

  /** A unit of the protocol: header, and whatever fields its command has. */
  export interface Pdu {
    readonly command: string;
    readonly command_status: number;
    readonly [field: string]: unknown;
    response(fields?: Readonly<Record<string, unknown>>): Pdu;
  }

  type Fields = Readonly<Record<string, unknown>>;
  /** @returns false when the connection cannot be written to: the answer never comes */
  type Command = (fields: Fields, answered: (answer: Pdu) => void) => boolean;

  export interface Session extends EventEmitter {
    readonly bind_transceiver: Command;
    readonly submit_sm: Command;
    readonly enquire_link: Command;
    readonly unbind: Command;
    send(pdu: Pdu): boolean;
    close(): void;
    destroy(): void;
  }

  const smpp: {
    connect(options: {
      readonly host: string;
      readonly port: number;
      readonly tls?: boolean;
      readonly ca?: string | undefined;
      readonly servername?: string | undefined;
    }): Session;
  };
  export default smpp;
}
