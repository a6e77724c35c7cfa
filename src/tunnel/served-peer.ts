import type { Socket } from 'node:net';
import { QForgeError } from '../base/index.ts';
import type { Channel, ChannelStream } from '../network/index.ts';
import { bindingAddress, mayBind, mayConnect, type TunnelRules } from './access-list.ts';
import { runConnection } from './connection-log.ts';
import { ForwardCounters } from './forward-counters.ts';
import type { ForwardStatus } from './forward-status.ts';
import type { RefusalLog } from './refusal-log.ts';
import { resetSocket } from './relay.ts';
import { SocketAcceptor } from './socket-acceptor.ts';
import { carryAccepted, carryDialled, originOf } from './stream-connection.ts';
import { shortAddress, type TunnelAddress } from './tunnel-address.ts';
import { asTunnelError } from './tunnel-error.ts';
import { encodeTunnelRequest } from './tunnel-header.ts';
import type { TunnelSettings } from './tunnel-options.ts';
import { encodeBindReply, encodeStatus, refuseStream } from './tunnel-reply.ts';
import { failureOfError } from './tunnel-status.ts';

/** Bindings that one peer may hold. spec/tunnel §6 */
export const MAX_BINDINGS = 32;

/** Targets of one peer that are counted apart; the peer chooses what it asks for, and must not fill the memory with it. */
export const MAX_COUNTED_TARGETS = 64;

interface Binding {
  readonly id: number;
  readonly channel: Channel;
  readonly lifeLine: ChannelStream;
  readonly asked: TunnelAddress;
  readonly acceptor: SocketAcceptor;
  readonly counters: ForwardCounters;
}

/** What a server does for one peer, over all its channels. */
export class ServedPeer {
  readonly #peer: string;
  readonly #settings: TunnelSettings;
  readonly #refusals: RefusalLog;
  /** Connections by the target that was dialled for them. */
  readonly #dialled = new Map<string, ForwardCounters>();
  /** Requests that led to no target, and those beyond the targets that are told apart. */
  readonly #others: ForwardCounters;
  readonly #bindings = new Set<Binding>();
  /** Requests are taken one after the other, so that two for one address cannot both find it free. */
  #lastBinding: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(peer: string, settings: TunnelSettings, refusals: RefusalLog) {
    this.#peer = peer;
    this.#refusals = refusals;
    this.#settings = settings;
    this.#others = new ForwardCounters(settings.metrics, 'dialling');
  }

  status(): readonly ForwardStatus[] {
    const common = { peer: this.#peer, state: 'ready', target: undefined } as const;
    const dialled: readonly (readonly [string | undefined, ForwardCounters])[] = [
      ...this.#dialled,
      [undefined, this.#others],
    ];
    const served = dialled.flatMap(([target, counters]): ForwardStatus[] => {
      const traffic = counters.traffic();
      return traffic.total === 0 ? [] : [{ ...common, kind: 'served', listen: undefined, target, ...traffic }];
    });
    const bound = Array.from(this.#bindings, ({ acceptor, counters }): ForwardStatus => {
      return { kind: 'remote', listen: shortAddress(acceptor.address), ...common, ...counters.traffic() };
    });
    return [...served, ...bound];
  }

  /** Dials a target that the peer asks for, and carries. Never rejects. */
  async connect(
    channel: Channel,
    stream: ChannelStream,
    target: TunnelAddress,
    rules: () => Promise<TunnelRules>,
  ): Promise<void> {
    const name = {
      peer: this.#peer,
      target: shortAddress(target),
      kind: 'server',
      traceId: channel.channelId,
    } as const;
    const decided = rules().then((known) => mayConnect(known, target));
    const counters = await decided.then(
      (admission) => (admission === 'no' ? this.#others : this.#countersOf(name.target)),
      () => this.#others,
    );
    const failure = await runConnection(this.#settings, counters, name, async () => {
      const admission = await this.#decide(stream, async () => {
        this.#assertRoom();
        return decided;
      });
      await carryDialled(stream, target, admission, this.#peer, this.#settings, counters);
    });
    if (failure !== undefined)
      this.#refusals.note(failure, { peer: this.#peer, wish: 'connect', address: name.target });
  }

  /** Listens where the peer asks for it, until its stream is over. Never rejects. */
  async bind(
    channel: Channel,
    stream: ChannelStream,
    asked: { readonly binding: number; readonly listen: TunnelAddress },
    rules: () => Promise<TunnelRules>,
  ): Promise<void> {
    const turn = this.#lastBinding.then(() => this.#bind(channel, stream, asked, rules));
    this.#lastBinding = turn;
    const binding = await turn;
    if (binding === undefined) return;
    await endOf(stream);
    await this.#unbind(binding);
  }

  /** Stops all listeners, those that are only about to listen as well. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#bindings].map((binding) => this.#unbind(binding)));
  }

  async #bind(
    channel: Channel,
    stream: ChannelStream,
    { binding: id, listen }: { readonly binding: number; readonly listen: TunnelAddress },
    rules: () => Promise<TunnelRules>,
  ): Promise<Binding | undefined> {
    const fields = { peer: this.#peer, listen: shortAddress(listen) };
    try {
      const address = bindingAddress(listen);
      this.#assertAllowed(await rules(), address);
      await this.#takeOver(channel, id, listen);
      const counters = new ForwardCounters(this.#settings.metrics, 'listening');
      const acceptor = await SocketAcceptor.listen(address, this.#settings.allowPublicBind, (socket) => {
        void this.#accept(socket, binding);
      });
      const binding: Binding = { id, channel, lifeLine: stream, asked: listen, acceptor, counters };
      await this.#confirm(binding);
      this.#settings.logger.log('info', 'network', 'tunnel listens for a peer', fields);
      return binding;
    } catch (unknownError) {
      const error = asTunnelError(unknownError);
      const log = { ...fields, code: error.code, reason: error.message };
      this.#settings.logger.log('warn', 'network', 'tunnel does not listen for a peer', log);
      this.#refusals.note(error, { peer: this.#peer, wish: 'listen', address: fields.listen });
      await refuseStream(stream, encodeBindReply({ status: failureOfError(error) }), this.#settings.clock);
      return undefined;
    }
  }

  /** Tells the peer that it listens; where it is gone by then, or the server stopped, no listener stays behind. */
  async #confirm(binding: Binding): Promise<void> {
    this.#bindings.add(binding);
    const { address } = binding.acceptor;
    const port = address.scheme === 'tcp' ? address.port : 0;
    try {
      if (this.#isStopped) throw new QForgeError('CHANNEL_CLOSED', { peer: this.#peer });
      await binding.lifeLine.write(encodeBindReply({ status: 'ok', port }));
    } catch (error) {
      await this.#unbind(binding);
      throw error;
    }
  }

  #countersOf(target: string): ForwardCounters {
    const known = this.#dialled.get(target);
    if (known !== undefined) return known;
    if (this.#dialled.size >= MAX_COUNTED_TARGETS) return this.#others;
    const counters = new ForwardCounters(this.#settings.metrics, 'dialling');
    this.#dialled.set(target, counters);
    return counters;
  }

  #assertAllowed(rules: TunnelRules, address: TunnelAddress): void {
    if (!mayBind(rules, address)) {
      throw new QForgeError('FORWARD_NOT_ALLOWED', { peer: this.#peer, what: `listen on ${shortAddress(address)}` });
    }
    if (this.#bindings.size >= MAX_BINDINGS) {
      throw new QForgeError('TUNNEL_BUSY', { peer: this.#peer, limit: `it holds ${MAX_BINDINGS} bindings` });
    }
  }

  /** A peer that came back on a new channel finds its own old listener in the way: that goes. spec/tunnel §3 */
  async #takeOver(channel: Channel, id: number, listen: TunnelAddress): Promise<void> {
    const place = shortAddress(listen);
    for (const held of this.#bindings) {
      if (held.channel === channel && held.id === id)
        throw new QForgeError('PORT_IN_USE', { address: `binding ${id}` });
      if (held.channel === channel || shortAddress(held.asked) !== place) continue;
      held.lifeLine.reset('it was taken over by a newer channel');
      await this.#unbind(held);
    }
  }

  async #accept(socket: Socket, binding: Binding): Promise<void> {
    // A program that leaves while nothing is joined to its connection yet is no event.
    socket.on('error', () => undefined);
    const origin = originOf(socket);
    const target = `binding ${shortAddress(binding.acceptor.address)}`;
    const { channelId: traceId } = binding.channel;
    const name = { peer: this.#peer, target, origin, kind: 'client', traceId } as const;
    await runConnection(this.#settings, binding.counters, name, async () => {
      this.#assertRoom();
      const stream = binding.channel.openStream(encodeTunnelRequest({ kind: 'accepted', binding: binding.id, origin }));
      await carryAccepted(socket, stream, { peer: this.#peer, target }, this.#settings, binding.counters);
    });
    if (!socket.destroyed) resetSocket(socket);
  }

  async #unbind(binding: Binding): Promise<void> {
    this.#bindings.delete(binding);
    await binding.acceptor.close();
  }

  /** Connections of a peer count together, whoever opened them; the one that asks is counted already. */
  #assertRoom(): void {
    const { maxConnections } = this.#settings;
    let open = this.#others.open;
    for (const { open: openToTarget } of this.#dialled.values()) open += openToTarget;
    for (const { counters } of this.#bindings) open += counters.open;
    if (open > maxConnections) {
      throw new QForgeError('TUNNEL_BUSY', {
        peer: this.#peer,
        limit: `${maxConnections} of its connections are open`,
      });
    }
  }

  /** Decides, or refuses the stream and throws why. */
  async #decide<T>(stream: ChannelStream, decide: () => Promise<T>): Promise<T> {
    try {
      return await decide();
    } catch (error) {
      await refuseStream(stream, encodeStatus(failureOfError(error)), this.#settings.clock);
      throw error;
    }
  }
}

/** Settles when a life line is over, however. */
async function endOf(stream: ChannelStream): Promise<void> {
  try {
    for await (const unexpected of stream) if (unexpected.length > 0) stream.reset('nothing follows the request');
    await stream.end();
  } catch {
    // Reset, or lost with its channel: it is over either way.
  }
}
