import { type Connection, cancelled, QForgeError, type Tracer, type Tracing } from '../base/index.ts';
import type { ErrorStatistics } from '../resilience/index.ts';
import type { ChannelOfSession, ChannelSession } from './channel-session.ts';
import { DialLimiter, MAX_PARALLEL_DIALS } from './dial-limiter.ts';
import { DialTrace } from './dial-trace.ts';
import { type HandshakeSetup, runInitiator } from './handshake-runner.ts';
import type { KnownPeers } from './known-peers.ts';
import type { PeerChannel } from './peer-channel.ts';
import type { SessionOpener } from './session-opener.ts';
import type { TransportTable } from './transport-table.ts';

/** What sessions are dialled with. */
export interface SessionDialerParts {
  readonly setup: HandshakeSetup;
  readonly opener: SessionOpener;
  readonly transports: TransportTable;
  readonly knownPeers: KnownPeers;
  /** Default: nowhere. */
  readonly tracer?: Tracer | undefined;
  /** Where failures are counted; default: nowhere. */
  readonly errors?: ErrorStatistics | undefined;
}

/** Opens sessions of channels that this device has begun: from an address to confirmed keys. */
export class SessionDialer {
  readonly #parts: SessionDialerParts;
  readonly #limiter = new DialLimiter(MAX_PARALLEL_DIALS);
  #closed = false;

  constructor(parts: SessionDialerParts) {
    this.#parts = parts;
  }

  /** A new session of this channel. Rejects as `NetworkComms.connect`; `signal` drops the attempt. */
  async dial(channel: PeerChannel, address: string, signal?: AbortSignal): Promise<ChannelSession> {
    const trace = new DialTrace(this.#parts.tracer, channel, address);
    const reach = async (): Promise<ChannelSession> => {
      const connection = await trace.dial(() => this.#connect(address, signal));
      return trace.handshake((tracing) => this.#shakeHands(connection, channel, tracing, signal));
    };
    try {
      return await trace.whole(() => {
        return this.#limiter.run(() => this.#parts.knownPeers.reach(channel.peerId, reach));
      });
    } catch (error) {
      // Whoever calls it off has no error.
      if (signal?.aborted !== true) this.#parts.errors?.note(error);
      throw error;
    }
  }

  /** Begins no more attempts; what is under way is its opener's to end. */
  close(): void {
    this.#closed = true;
  }

  async #connect(address: string, signal: AbortSignal | undefined): Promise<Connection> {
    if (this.#closed) throw new QForgeError('CHANNEL_CLOSED', { peer: 'any peer' });
    return this.#parts.transports.of(address).connect(address, signal === undefined ? {} : { signal });
  }

  async #shakeHands(
    connection: Connection,
    channel: PeerChannel,
    tracing: Tracing | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ChannelSession> {
    const { opener, setup } = this.#parts;
    const tracedSetup = tracing === undefined ? setup : { ...setup, tracing };
    const drop = (): void => connection.destroy();
    if (signal?.aborted === true) {
      drop();
      throw cancelled(`Opening a channel to ${channel.peerId}`, signal);
    }
    signal?.addEventListener('abort', drop);
    try {
      const shakeHands = (): ReturnType<typeof runInitiator> => runInitiator(connection, channel, tracedSetup);
      return await opener.open(connection, 'initiator', shakeHands, only(channel));
    } finally {
      signal?.removeEventListener('abort', drop);
    }
  }
}

/** The session belongs to this channel, and to no other that the peer may name. */
function only(channel: PeerChannel): ChannelOfSession {
  return ({ channelId }) => {
    if (channelId === channel.channelId) return channel;
    throw new QForgeError('MALFORMED', { what: 'The answer to a handshake', reason: 'it is of another channel' });
  };
}
