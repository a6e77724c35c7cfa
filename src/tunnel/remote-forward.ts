import { QForgeError } from '../base/index.ts';
import type { Channel, ChannelStream } from '../network/index.ts';
import type { ChannelKeeper } from './channel-keeper.ts';
import { runConnection } from './connection-log.ts';
import type { Forward } from './forward.ts';
import { ForwardCounters } from './forward-counters.ts';
import type { ForwardStatus } from './forward-status.ts';
import { carryDialled } from './stream-connection.ts';
import { shortAddress, type TunnelAddress } from './tunnel-address.ts';
import { asTunnelError } from './tunnel-error.ts';
import { encodeTunnelRequest } from './tunnel-header.ts';
import type { TunnelSettings } from './tunnel-options.ts';
import { BIND_REPLY_BYTES, decodeBindReply, encodeStatus, refuseStream } from './tunnel-reply.ts';
import { errorOfFailure } from './tunnel-status.ts';

/** A forward that listens at the peer; this side dials. */
export class RemoteForward {
  readonly binding: number;
  readonly #forward: Forward;
  readonly #keeper: ChannelKeeper;
  readonly #peer: string;
  readonly #settings: TunnelSettings;
  readonly #counters: ForwardCounters;
  readonly #streams = new Set<ChannelStream>();
  /** Where the peer listens now; undefined while it does not. */
  #bound: TunnelAddress | undefined;
  #lifeLine: ChannelStream | undefined;
  /** Why the peer did not listen at the last attempt. */
  #refusal: string | undefined;
  readonly #stop = new AbortController();

  constructor(binding: number, forward: Forward, keeper: ChannelKeeper, peer: string, settings: TunnelSettings) {
    this.binding = binding;
    this.#forward = forward;
    this.#keeper = keeper;
    this.#peer = peer;
    this.#settings = settings;
    this.#counters = new ForwardCounters(settings.metrics, 'dialling');
  }

  /** Asks the peer to listen, and asks again whenever that ends. Throws `FORWARD_NOT_ALLOWED`, `PORT_IN_USE` and others. */
  async start(): Promise<void> {
    void this.#keepBound(await this.#bind(await this.#keeper.current()));
  }

  /** Asks the peer to listen as soon as there is a channel, and goes on asking; waits for nothing. */
  begin(): void {
    void this.#keepBound(undefined);
  }

  status(): ForwardStatus {
    const { link } = this.#keeper;
    const isReady = this.#bound !== undefined && link === 'open';
    return {
      kind: 'remote',
      peer: this.#peer,
      listen: shortAddress(this.#bound ?? this.#forward.listen),
      target: shortAddress(this.#forward.target),
      state: isReady ? 'ready' : 'waiting',
      channel: link,
      problem: isReady ? undefined : (this.#keeper.problem ?? this.#refusal),
      ...this.#counters.traffic(),
    };
  }

  /** Takes a connection that came to the peer's listener. */
  async take(stream: ChannelStream, origin: string): Promise<void> {
    this.#streams.add(stream);
    const { target } = this.#forward;
    const { traceId } = this.#keeper;
    const name = { peer: this.#peer, target: shortAddress(target), origin, kind: 'server', traceId } as const;
    await runConnection(this.#settings, this.#counters, name, () => this.#carry(stream));
    this.#streams.delete(stream);
  }

  /** Gives the forward up, and resets what is open. */
  stop(): void {
    this.#stop.abort();
    this.#lifeLine?.reset('the forward is over');
    for (const stream of this.#streams) stream.reset('the forward is over');
  }

  async #carry(stream: ChannelStream): Promise<void> {
    const { maxConnections, clock } = this.#settings;
    if (this.#counters.open > maxConnections) {
      await refuseStream(stream, encodeStatus('busy'), clock);
      throw new QForgeError('TUNNEL_BUSY', {
        peer: this.#peer,
        limit: `${maxConnections} connections of a forward are open`,
      });
    }
    await carryDialled(stream, this.#forward.target, 'yes', this.#peer, this.#settings, this.#counters);
  }

  async #bind(channel: Channel): Promise<ChannelStream> {
    const { listen } = this.#forward;
    this.#stop.signal.throwIfAborted();
    const stream = channel.openStream(encodeTunnelRequest({ kind: 'bind', binding: this.binding, listen }));
    // From here on `stop` takes the request back, answered or not.
    this.#lifeLine = stream;
    try {
      const port = await this.#portOf(stream);
      this.#stop.signal.throwIfAborted();
      this.#refusal = undefined;
      this.#bound = listen.scheme === 'tcp' ? { ...listen, port } : listen;
      return stream;
    } catch (error) {
      stream.reset('it does not listen');
      throw error;
    }
  }

  /** The port on which the peer listens, as it answers. Throws why it does not listen, and `MALFORMED`. */
  async #portOf(stream: ChannelStream): Promise<number> {
    const reply = decodeBindReply(await stream.readExactly(BIND_REPLY_BYTES));
    if (reply.status === 'ok') return reply.port;
    const address = shortAddress(this.#forward.listen);
    throw errorOfFailure(reply.status, { peer: this.#peer, what: `listen on ${address}`, address });
  }

  async #keepBound(first: ChannelStream | undefined): Promise<void> {
    const backOff = this.#keeper.backOff();
    let stream = first ?? (await this.#tryBind());
    while (!this.#stop.signal.aborted) {
      if (stream !== undefined) await endOf(stream);
      this.#bound = undefined;
      if (stream !== undefined) backOff.reset();
      await this.#keeper.pause(backOff.next());
      stream = await this.#tryBind();
    }
  }

  async #tryBind(): Promise<ChannelStream | undefined> {
    try {
      this.#stop.signal.throwIfAborted();
      return await this.#bind(await this.#keeper.untilOpen());
    } catch (unknownError) {
      const error = asTunnelError(unknownError);
      this.#refusal = error.code;
      const fields = { peer: this.#peer, listen: shortAddress(this.#forward.listen), code: error.code };
      if (!this.#stop.signal.aborted) this.#settings.logger.log('warn', 'network', 'the peer does not listen', fields);
      return undefined;
    }
  }
}

/** Settles when a stream that carries nothing more is over, however. */
async function endOf(stream: ChannelStream): Promise<void> {
  try {
    for await (const unexpected of stream) if (unexpected.length > 0) stream.reset('nothing follows the reply');
    stream.reset('the forward has ended');
  } catch {
    // Reset, or lost with its channel: it is over either way.
  }
}
