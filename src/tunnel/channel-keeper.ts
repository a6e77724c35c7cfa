import { type Clock, type Logger, QForgeError, type RandomSource } from '../base/index.ts';
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
}

/** Keeps one channel to a peer: opens it, and opens another whenever it is lost, until it is stopped. */
export class ChannelKeeper {
  readonly #options: ChannelKeeperOptions;
  readonly #stop = new AbortController();
  #channel: Channel | undefined;
  #next = Promise.withResolvers<Channel>();
  #lastFailure: QForgeError | undefined;
  readonly #pauses = new Set<() => void>();

  constructor(options: ChannelKeeperOptions) {
    this.#options = options;
    this.#next.promise.catch(() => undefined);
  }

  /** The trace of the channel that there is now. */
  get traceId(): string | undefined {
    return this.#channel?.channelId;
  }

  get isOpen(): boolean {
    return this.#channel?.isOpen === true;
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

  /** Why there is no channel, as far as that is known; undefined while there is one. */
  get problem(): string | undefined {
    return this.isOpen ? undefined : this.#lastFailure?.code;
  }

  /** The channel; while there is none, the next one, which is then tried for at once. Rejects with why there is none in time. */
  async current(): Promise<Channel> {
    if (this.#stop.signal.aborted) throw this.#closedError();
    const channel = this.#channel?.isOpen === true ? this.#channel : undefined;
    if (channel !== undefined && channel.state !== 'reconnecting') return channel;
    this.#endPauses();
    const late = Promise.withResolvers<never>();
    const limit = this.#options.clock.schedule(CHANNEL_WAIT_MS, () =>
      late.reject(this.#lastFailure ?? this.#closedError()),
    );
    try {
      const next = channel === undefined ? this.#next.promise : channel.opened().then(() => channel);
      return await Promise.race([next, late.promise]);
    } finally {
      limit.cancel();
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

  #endPauses(): void {
    for (const end of this.#pauses) end();
  }

  async #keep(first: Channel | undefined): Promise<void> {
    const { clock } = this.#options;
    const backOff = this.backOff();
    for (let channel = first ?? (await this.#tryOpen()); !this.#stop.signal.aborted; ) {
      const bornMs = clock.monotonicMs();
      if (channel !== undefined) this.#report(await cutOf(channel));
      if (clock.monotonicMs() - bornMs >= LONGEST_WAIT_MS) backOff.reset();
      await this.pause(backOff.next());
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
    this.#channel = channel;
    this.#lastFailure = undefined;
    this.#next.resolve(channel);
    this.#next = Promise.withResolvers<Channel>();
    this.#next.promise.catch(() => undefined);
  }

  #report(failure: QForgeError | undefined): void {
    this.#lastFailure = failure;
    if (this.#stop.signal.aborted) return;
    const { logger, peer } = this.#options;
    const reason = failure?.message ?? 'it was closed by agreement';
    logger.log('warn', 'network', 'tunnel has no channel', { peer, code: failure?.code ?? 'CHANNEL_CLOSED', reason });
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
