import {
  type Connection,
  type ConnectionHandler,
  type Listener,
  QForgeError,
  type Transport,
} from '../../src/base/index.ts';
import { NetworkComms, TcpTransport } from '../../src/network/index.ts';
import type { Role } from '../roles.ts';
import { identityOf, identityText, openNetwork } from './hostile-identity.ts';

/** A peer that shakes hands properly and misbehaves afterwards, on the bare connection beneath its channel. It comes once. */
class HostilePeer implements Transport {
  readonly scheme = 'tcp';
  readonly identity = identityOf(identityText());
  readonly #transport = new TcpTransport();
  readonly #network = new NetworkComms({ ...openNetwork(this.identity), transports: [this] });
  readonly #ended = Promise.withResolvers<void>();
  #connection: Connection | undefined;

  async connect(address: string): Promise<Connection> {
    if (this.#connection !== undefined) throw new QForgeError('CONNECTION_REFUSED', { address });
    this.#connection = watched(await this.#transport.connect(address), () => this.#ended.resolve());
    return this.#connection;
  }

  listen(address: string, onConnection: (connection: Connection) => void): Promise<Listener> {
    return this.#transport.listen(address, onConnection);
  }

  /** Opens the channel; gives the connection beneath it. */
  async open({ address, peerId }: VictimAddress): Promise<Connection> {
    await this.#network.connect(peerId, address);
    if (this.#connection === undefined) throw new Error('a channel has a connection');
    return this.#connection;
  }

  /** Resolves when the victim has ended the connection. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  leave(): void {
    this.#connection?.destroy();
    void this.#network.close();
  }
}

/** The same connection, whose end by the other side is told. */
function watched(connection: Connection, onEnded: () => void): Connection {
  const attach = (handler: ConnectionHandler): void =>
    connection.attach({
      onData: (bytes) => handler.onData(bytes),
      onDrain: () => handler.onDrain(),
      onEnd: () => {
        onEnded();
        handler.onEnd();
      },
      onClose: (error) => {
        onEnded();
        handler.onClose(error);
      },
    });
  return new Proxy(connection, {
    get: (target, name) => {
      if (name === 'attach') return attach;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

interface VictimAddress {
  readonly address: string;
  readonly peerId: string;
}

/** Commands of an attacker that is a peer. */
export function hostilePeerCommands(): Role {
  let reader: HostilePeer | undefined;
  return {
    /** How many of these bytes (in hex), in place of a record, the victim ends the channel on. */
    recordHeaders: async (argument) => {
      const { headers, ...victim } = argument as unknown as VictimAddress & { headers: readonly string[] };
      let refused = 0;
      for (const header of headers) refused += (await endsChannel(victim, header)) ? 1 : 0;
      return { refused };
    },
    /** Opens a channel and reads nothing from it any more. */
    stopReading: async (argument) => {
      const victim = argument as unknown as VictimAddress;
      reader = new HostilePeer();
      (await reader.open(victim)).pause();
      return reader.identity.peerId;
    },
    leaveReader: () => {
      reader?.leave();
      return null;
    },
  };
}

async function endsChannel(victim: VictimAddress, header: string): Promise<boolean> {
  const peer = new HostilePeer();
  const connection = await peer.open(victim);
  connection.write(Uint8Array.from(Buffer.from(header, 'hex')));
  const ended = await Promise.race([
    peer.ended.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 1500)),
  ]);
  peer.leave();
  return ended;
}
