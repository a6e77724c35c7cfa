import {
  type Clock,
  EventHub,
  type EventListener,
  ListenerFailures,
  type Logger,
  type MetricsSink,
  QForgeError,
  type RandomSource,
} from '../base/index.ts';
import type { Channel } from '../network/index.ts';
import { BackOff, type BackOffPlan } from '../resilience/index.ts';
import { asTunnelError } from './tunnel-error.ts';

/** The first wait before another attempt; it doubles. spec/tunnel §7 */
export const FIRST_WAIT_MS = 250;
/** The longest wait; a channel that lives as long starts the doubling again. spec/tunnel §7 */
export const LONGEST_WAIT_MS = 30_000;
/** Half of a wait is certain, half is drawn: peers that lost one server together do not come back together. */
const TUNNEL_BACK_OFF: BackOffPlan = {
  growth: 'exponential',
  firstMs: FIRST_WAIT_MS,
  capMs: LONGEST_WAIT_MS,
  jitter: 'half',
};

/** How long a connection waits for a channel. spec/tunnel §7 */
export const CHANNEL_WAIT_MS = 10_000;

/** How the channel of a tunnel is: open; cut, and being resumed; or none, and a new one is tried for. */
export type ChannelLink = 'open' | 'reconnecting' | 'none';

/** The channel of a tunnel is in another state than before. */
export interface TunnelChannelEvent {
  readonly channel: ChannelLink;
  /** Why it is not open, by the code of what failed last. */
  readonly problem: string | undefined;
}

/** What a channel is kept with. */
export interface ChannelKeeperOptions {
  /** The live channel to the peer, or a new one. */
  readonly openChannel: (signal: AbortSignal) => Promise<Channel>;
  /** Told of every channel before anyone else uses it. */
  readonly onChannel: (channel: Channel) => void;
  readonly peer: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
}

/** Keeps one channel to a peer: opens it, and opens another whenever it is lost, until it is stopped. */
export class ChannelKeeper {
  readonly #options: ChannelKeeperOptions;
  readonly #stop = new AbortController();
  readonly #backOff: BackOff;
  readonly #events: EventHub<TunnelChannelEvent>;
  #toldLink: ChannelLink = 'none';
  #channel: Channel | undefined;
  #next = Promise.withResolvers<Channel>();
  #lastFailure: QForgeError | undefined;
  readonly #pauses = new Set<() => void>();

  constructor(options: ChannelKeeperOptions) {
    this.#options = options;
    this.#backOff = this.backOff();
    this.#events = new EventHub('channel-events', new ListenerFailures(options.logger, options.metrics));
    this.#next.promise.catch(() => undefined);
  }

  /** The trace of the channel that there is now. */
  get traceId(): string | undefined {
    return this.#channel?.channelId;
  }

  get link(): ChannelLink {
    if (this.#channel?.isOpen !== true) return 'none';
    return this.#channel.state === 'reconnecting' ? 'reconnecting' : 'open';
  }

  /** Tells whenever `link` has changed; returns the way to stop that. */
  onLink(listener: EventListener<TunnelChannelEvent>): () => void {
    return this.#events.add(listener);
  }

  /** Opens the first channel, and keeps one from then on. Rejects with why the first one cannot be opened. */
  async start(): Promise<void> {
    const channel = await this.#options.openChannel(this.#stop.signal);
    if (this.#stop.signal.aborted) throw this.#closedError();
    this.#announce(channel);
    void this.#keep(channel);
  }

  /** Opens channels from now on, and waits for none: what fails is logged and tried again. */
  begin(): void {
    void this.#keep(undefined);
  }

  /** Why the channel is not open, as far as that is known; undefined while it is. */
  get problem(): string | undefined {
    return this.link === 'open' ? undefined : this.#lastFailure?.code;
  }

  /** The open channel; while there is none, the next one, or the same again, which is then tried for at once. Rejects with why there is none in time. */
  async current(): Promise<Channel> {
    if (this.#stop.signal.aborted) throw this.#closedError();
    const channel = this.#channel?.isOpen === true ? this.#channel : undefined;
    if (channel !== undefined && channel.state !== 'reconnecting') return channel;
    this.#backOff.reset();
    this.#endPauses();
    const late = Promise.withResolvers<never>();
    const limit = this.#options.clock.schedule(CHANNEL_WAIT_MS, () =>
      late.reject(this.#lastFailure ?? this.#closedError()),
    );
    try {
      const next = channel === undefined ? this.#next.promise : this.#resumed(channel);
      return await Promise.race([next, late.promise]);
    } finally {
      limit.cancel();
    }
  }

  /** The channel as soon as it is open, however long that takes; hurries nobody. Rejects with `CHANNEL_CLOSED` when the keeper is stopped. */
  async untilOpen(): Promise<Channel> {
    for (;;) {
      if (this.#stop.signal.aborted) throw this.#closedError();
      if (this.#channel !== undefined && this.link === 'open') return this.#channel;
      await this.#next.promise;
    }
  }

  /** Opens no more channels; the open one is the owner's to close. */
  stop(): void {
    this.#stop.abort();
    this.#endPauses();
    this.#next.reject(this.#closedError());
  }

  /** Settles after so long, or when it is stopped or a channel is wanted. */
  async pause(waitMs: number): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const over = Promise.withResolvers<void>();
    this.#pauses.add(over.resolve);
    const pending = this.#options.clock.schedule(waitMs, over.resolve, { holdsProcess: true });
    await over.promise;
    pending.cancel();
    this.#pauses.delete(over.resolve);
  }

  /** Waits like those between two channels, for what rests on one. */
  backOff(): BackOff {
    return new BackOff(TUNNEL_BACK_OFF, this.#options.random);
  }

  /** A channel that was cut dials by itself; asking for it ends its wait. */
  async #resumed(channel: Channel): Promise<Channel> {
    this.#options.openChannel(this.#stop.signal).catch(() => undefined);
    await channel.opened();
    return channel;
  }

  #endPauses(): void {
    for (const end of this.#pauses) end();
  }

  async #keep(first: Channel | undefined): Promise<void> {
    const { clock } = this.#options;
    for (let channel = first ?? (await this.#tryOpen()); !this.#stop.signal.aborted; ) {
      const bornMs = clock.monotonicMs();
      if (channel !== undefined) this.#report(await cutOf(channel));
      if (clock.monotonicMs() - bornMs >= LONGEST_WAIT_MS) this.#backOff.reset();
      await this.pause(this.#backOff.next());
      channel = await this.#tryOpen();
    }
  }

  async #tryOpen(): Promise<Channel | undefined> {
    if (this.#stop.signal.aborted) return undefined;
    try {
      const channel = await this.#options.openChannel(this.#stop.signal);
      // It may be the one that was cut, and is looking for a new connection by itself.
      await channel.opened();
      // Who has stopped it meanwhile wants to hear of no channel any more.
      this.#stop.signal.throwIfAborted();
      this.#announce(channel);
      return channel;
    } catch (error) {
      this.#report(asTunnelError(error));
      return undefined;
    }
  }

  #announce(channel: Channel): void {
    this.#options.onChannel(channel);
    if (channel !== this.#channel) {
      // Nobody sits out a wait while the channel is back.
      channel.onEvent(({ type }) => (type === 'resumed' ? this.#endPauses() : undefined));
    }
    this.#channel = channel;
    this.#lastFailure = undefined;
    this.#tellLink();
    this.#next.resolve(channel);
    this.#next = Promise.withResolvers<Channel>();
    this.#next.promise.catch(() => undefined);
  }

  /** What fails again for the same reason is no news. */
  #report(failure: QForgeError | undefined): void {
    const isNews = this.#lastFailure === undefined || failure?.code !== this.#lastFailure.code;
    this.#lastFailure = failure;
    if (this.#stop.signal.aborted) return;
    this.#tellLink();
    const { logger, peer } = this.#options;
    const reason = failure?.message ?? 'it was closed by agreement';
    const fields = { peer, code: failure?.code ?? 'CHANNEL_CLOSED', reason };
    logger.log(isNews ? 'warn' : 'debug', 'network', 'tunnel has no channel', fields);
  }

  #tellLink(): void {
    const channel = this.link;
    if (channel === this.#toldLink) return;
    this.#toldLink = channel;
    this.#events.tell({ channel, problem: this.problem });
  }

  #closedError(): QForgeError<'CHANNEL_CLOSED'> {
    return new QForgeError('CHANNEL_CLOSED', { peer: this.#options.peer });
  }
}

/** Settles when a channel has lost its session, and with it every stream, or is closed: with why. */
function cutOf(channel: Channel): Promise<QForgeError | undefined> {
  return new Promise((resolve) => {
    const leave = channel.onEvent((event) => {
      if (event.type !== 'reconnecting') return;
      leave();
      resolve(event.reason);
    });
    void channel.closed.then(resolve);
  });
}
