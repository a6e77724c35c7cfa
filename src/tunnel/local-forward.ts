import type { Socket } from 'node:net';
import { isQForgeError, QForgeError } from '../base/index.ts';
import type { ChannelStream } from '../network/index.ts';
import { bindingAddress } from './access-list.ts';
import type { ChannelKeeper } from './channel-keeper.ts';
import { runConnection } from './connection-log.ts';
import type { Forward } from './forward.ts';
import { ForwardCounters } from './forward-counters.ts';
import type { ForwardStatus } from './forward-status.ts';
import { resetSocket } from './relay.ts';
import { SocketAcceptor } from './socket-acceptor.ts';
import { carryAccepted, originOf } from './stream-connection.ts';
import { shortAddress } from './tunnel-address.ts';
import { encodeTunnelRequest } from './tunnel-header.ts';
import type { TunnelSettings } from './tunnel-options.ts';

/** A forward that listens on this side; the peer dials. */
export class LocalForward {
  readonly #forward: Forward;
  readonly #keeper: ChannelKeeper;
  readonly #peer: string;
  readonly #settings: TunnelSettings;
  readonly #counters: ForwardCounters;
  readonly #sockets = new Set<Socket>();
  #acceptor: SocketAcceptor | undefined;

  constructor(forward: Forward, keeper: ChannelKeeper, peer: string, settings: TunnelSettings) {
    this.#forward = forward;
    this.#keeper = keeper;
    this.#peer = peer;
    this.#settings = settings;
    this.#counters = new ForwardCounters(settings.metrics, 'listening');
  }

  /** Throws `FORWARD_PUBLIC`, `PORT_IN_USE` and `LISTEN_FAILED`. */
  async start(): Promise<void> {
    const { allowPublicBind } = this.#settings;
    this.#acceptor = await SocketAcceptor.listen(bindingAddress(this.#forward.listen), allowPublicBind, (socket) => {
      void this.#take(socket);
    });
  }

  status(): ForwardStatus {
    return {
      kind: 'local',
      peer: this.#peer,
      listen: shortAddress(this.#acceptor?.address ?? this.#forward.listen),
      target: shortAddress(this.#forward.target),
      state: this.#keeper.link === 'open' ? 'ready' : 'waiting',
      channel: this.#keeper.link,
      problem: this.#keeper.problem,
      ...this.#counters.traffic(),
    };
  }

  /** Stops listening, and resets what is open. */
  async stop(): Promise<void> {
    await this.#acceptor?.close();
    for (const socket of this.#sockets) resetSocket(socket);
  }

  async #take(socket: Socket): Promise<void> {
    // A program that leaves while nothing is joined to its connection yet is no event.
    socket.on('error', () => undefined);
    this.#sockets.add(socket);
    const target = shortAddress(this.#forward.target);
    const name = {
      peer: this.#peer,
      target,
      origin: originOf(socket),
      kind: 'client',
      traceId: this.#keeper.traceId,
    } as const;
    await runConnection(this.#settings, this.#counters, name, () => this.#carry(socket));
    this.#sockets.delete(socket);
    if (!socket.destroyed) resetSocket(socket);
  }

  async #carry(socket: Socket): Promise<void> {
    const { maxConnections } = this.#settings;
    if (this.#counters.open > maxConnections) {
      throw new QForgeError('TUNNEL_BUSY', {
        peer: this.#peer,
        limit: `${maxConnections} connections of a forward are open`,
      });
    }
    const stream = await this.#openStream();
    const names = { peer: this.#peer, target: shortAddress(this.#forward.target) };
    await carryAccepted(socket, stream, names, this.#settings, this.#counters);
  }

  async #openStream(): Promise<ChannelStream> {
    const header = encodeTunnelRequest({ kind: 'connect', target: this.#forward.target });
    try {
      return (await this.#keeper.current()).openStream(header);
    } catch (error) {
      // The channel was lost between being looked at and being used.
      if (!isQForgeError(error, 'CHANNEL_CLOSED') && !isQForgeError(error, 'CHANNEL_RECONNECTING')) throw error;
      return (await this.#keeper.current()).openStream(header);
    }
  }
}
