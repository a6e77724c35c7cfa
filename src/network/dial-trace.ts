import { inSpan, type SpanParent, silentTracer, type TraceContext, type Tracer, type Tracing } from '../base/index.ts';
import type { PeerChannel } from './peer-channel.ts';

/**
 * The spans of one attempt to open a session, in the trace of its channel.
 *
 *     channel establish | channel resume
 *       dial
 *       handshake
 *         key fetch
 */
export class DialTrace {
  readonly #tracer: Tracer;
  readonly #channel: Pick<PeerChannel, 'channelId' | 'peerId' | 'hasBegun'>;
  readonly #address: string;
  #whole: TraceContext | undefined;

  constructor(
    tracer: Tracer | undefined,
    channel: Pick<PeerChannel, 'channelId' | 'peerId' | 'hasBegun'>,
    address: string,
  ) {
    this.#tracer = tracer ?? silentTracer;
    this.#channel = channel;
    this.#address = address;
  }

  /** All of it, the wait for other dials included. */
  whole<T>(work: () => Promise<T>): Promise<T> {
    const { channelId, peerId, hasBegun } = this.#channel;
    const name = hasBegun ? 'channel resume' : 'channel establish';
    const fields = { 'qforge.peer': peerId, 'qforge.address': this.#address };
    return inSpan(this.#under({ traceId: channelId }), { name, kind: 'client', fields }, (context) => {
      this.#whole = context;
      return work();
    });
  }

  /** From the address to a connection. */
  dial<T>(work: () => Promise<T>): Promise<T> {
    const fields = { 'qforge.address': this.#address };
    return inSpan(this.#under(this.#whole), { name: 'dial', kind: 'client', fields }, work);
  }

  /** From a connection to a confirmed session; the work is told what its parts belong to, if anybody keeps that. */
  handshake<T>(work: (tracing: Tracing | undefined) => Promise<T>): Promise<T> {
    return inSpan(this.#under(this.#whole), { name: 'handshake', kind: 'client' }, (context) =>
      work(context === undefined ? undefined : this.#under(context)),
    );
  }

  #under(parent: SpanParent | undefined): Tracing {
    return { tracer: this.#tracer, parent };
  }
}
