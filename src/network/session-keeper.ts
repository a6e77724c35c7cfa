import {
  type Clock,
  isQForgeError,
  type Logger,
  type MetricsSink,
  QForgeError,
  type RandomSource,
  type ScheduledCall,
} from '../base/index.ts';
import { BackOff, type BackOffPlan } from '../resilience/index.ts';
import type { ChannelEvent } from './channel.ts';
import type { PeerChannel } from './peer-channel.ts';

/** How long a channel without a session is kept: the initiator dials, the responder waits. spec/records §9 */
export const RECONNECT_LIMIT_MS = 600_000;

/** A session that has lived so long shows that the last dial was a success. spec/records §9 */
export const STABLE_SESSION_MS = 30_000;

/** The longest delay before the second attempt; each further one may take twice as long. spec/records §9 */
export const BACK_OFF_BASE_MS = 250;

/** The longest delay between attempts. spec/records §9 */
export const BACK_OFF_CAP_MS = 30_000;

/** The first attempt comes at once; what follows is drawn whole, so that many devices that lose the same peer do not come back in step. */
const RECONNECT_PLAN: BackOffPlan = {
  growth: 'exponential',
  firstMs: BACK_OFF_BASE_MS,
  capMs: BACK_OFF_CAP_MS,
  jitter: 'full',
  beginsAtOnce: true,
};

/** After so long a new handshake replaces the session. spec/records §8 */
export const FULL_HANDSHAKE_AFTER_MS = 86_400_000;

/** How channels are kept; times in milliseconds. */
export interface KeepLimits {
  readonly reconnectMs: number;
  readonly fullHandshakeAfterMs: number;
  /** A channel that nothing has used for so long, up to twice that, is closed; undefined: never. */
  readonly idleMs: number | undefined;
}

/** The limits above. */
export const defaultKeepLimits: KeepLimits = {
  reconnectMs: RECONNECT_LIMIT_MS,
  fullHandshakeAfterMs: FULL_HANDSHAKE_AFTER_MS,
  idleMs: undefined,
};

/** What a keeper needs. */
export interface SessionKeeperParts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly limits: KeepLimits;
  /** Opens a new session of the channel; only an initiator can. Rejects as a connection attempt does. */
  readonly dial: (() => Promise<unknown>) | undefined;
}

/**
 * Sees to it that a channel has a session: dials after a cut, or waits for the peer to do so, until there is no hope; replaces a
 * session that is a day old; closes what nobody uses. spec/records §9
 */
export class SessionKeeper {
  readonly #channel: PeerChannel;
  readonly #parts: SessionKeeperParts;
  readonly #backOff: BackOff;
  #sessionSinceMs: number;
  #giveUp: ScheduledCall | undefined;
  #renewal: ScheduledCall | undefined;
  #idleCheck: ScheduledCall | undefined;
  #dialling = false;
  /** Ends the wait before the next attempt; undefined while there is none. */
  #wake: (() => void) | undefined;
  #lastFailure: QForgeError | undefined;

  private constructor(channel: PeerChannel, parts: SessionKeeperParts) {
    this.#channel = channel;
    this.#parts = parts;
    this.#backOff = new BackOff(RECONNECT_PLAN, parts.random);
    this.#sessionSinceMs = parts.clock.monotonicMs();
    channel.onEvent((event) => this.#onEvent(event));
    this.#scheduleRenewal(parts.limits.fullHandshakeAfterMs);
    this.#watchUse();
    // It may have been cut before anybody listened.
    if (channel.state === 'reconnecting')
      this.#onCut(new QForgeError('CHANNEL_RECONNECTING', { peer: channel.peerId }));
  }

  /** Keeps a channel that has had its first session, until it is closed. */
  static keep(channel: PeerChannel, parts: SessionKeeperParts): SessionKeeper {
    return new SessionKeeper(channel, parts);
  }

  /** Somebody waits for a session: the next attempt comes at once, and the waits between further ones are short again. */
  hasten(): void {
    this.#backOff.reset();
    if (this.#wake === undefined) return;
    this.#backOff.next();
    this.#wake();
  }

  get #isCut(): boolean {
    return this.#channel.state === 'reconnecting';
  }

  #onEvent(event: ChannelEvent): void {
    if (event.type === 'reconnecting') this.#onCut(event.reason);
    else if (event.type === 'resumed') this.#onResumed(event);
    else if (event.type === 'rekeyed') this.#count('qforge_rekeys_total');
    else this.#stop();
  }

  #onCut(reason: QForgeError): void {
    const { clock, limits, metrics } = this.#parts;
    metrics.count('qforge_channel_cuts_total', 1, { reason: reason.code });
    this.#log('warn', 'channel cut', { reason: reason.code });
    this.#renewal?.cancel();
    this.#lastFailure = reason;
    if (clock.monotonicMs() - this.#sessionSinceMs >= STABLE_SESSION_MS) this.#backOff.reset();
    this.#giveUp?.cancel();
    this.#giveUp = clock.schedule(limits.reconnectMs, () => this.#abandon());
    this.#dialUntilOpen();
  }

  #onResumed({ afterMs, resent, peerLostState }: ChannelEvent & { type: 'resumed' }): void {
    const { metrics, limits } = this.#parts;
    this.#sessionSinceMs = this.#parts.clock.monotonicMs();
    this.#giveUp?.cancel();
    this.#count('qforge_channel_resumptions_total');
    metrics.observe('qforge_channel_cut_seconds', afterMs / 1000);
    if (resent > 0) metrics.count('qforge_messages_resent_total', resent);
    if (peerLostState) this.#count('qforge_peer_restarts_total');
    this.#log('info', 'channel resumed', { afterMs: Math.round(afterMs), resent, peerLostState });
    this.#scheduleRenewal(limits.fullHandshakeAfterMs);
  }

  #stop(): void {
    this.#giveUp?.cancel();
    this.#renewal?.cancel();
    this.#idleCheck?.cancel();
  }

  /** Attempts follow each other until one succeeds or the channel is closed, by its owner or for lack of hope. */
  #dialUntilOpen(): void {
    const { dial } = this.#parts;
    if (dial === undefined || this.#dialling) return;
    this.#dialling = true;
    this.#attempts(dial).then(
      () => this.#attemptsOver(),
      () => this.#attemptsOver(),
    );
  }

  #attemptsOver(): void {
    this.#dialling = false;
    // A session that was cut at once has said so while this was still dialling.
    if (this.#isCut && this.#channel.isOpen) this.#dialUntilOpen();
  }

  async #attempts(dial: () => Promise<unknown>): Promise<void> {
    while (this.#isCut) await this.#attempt(dial);
  }

  async #attempt(dial: () => Promise<unknown>): Promise<void> {
    await this.#pause(this.#backOff.next());
    if (!this.#isCut) return;
    try {
      await dial();
    } catch (error) {
      if (isQForgeError(error)) this.#lastFailure = error;
    }
  }

  async #pause(waitMs: number): Promise<void> {
    const over = Promise.withResolvers<void>();
    this.#wake = over.resolve;
    const pending = this.#parts.clock.schedule(waitMs, over.resolve, { holdsProcess: true });
    await over.promise;
    this.#wake = undefined;
    pending.cancel();
  }

  #abandon(): void {
    const { peerId } = this.#channel;
    this.#count('qforge_channels_given_up_total');
    this.#channel.abort(
      this.#lastFailure ?? new QForgeError('CONNECTION_LOST', { peer: peerId, reason: 'it did not come back' }),
    );
  }

  #scheduleRenewal(delayMs: number): void {
    const { clock, dial } = this.#parts;
    this.#renewal?.cancel();
    if (dial !== undefined) this.#renewal = clock.schedule(delayMs, () => this.#renew(dial));
  }

  /** A new session takes over while the old one lives; if that fails it is tried again later, as after a cut. */
  #renew(dial: () => Promise<unknown>): void {
    if (this.#channel.state !== 'open') return;
    dial().catch((error: unknown) => {
      this.#log('warn', 'a new handshake failed', { code: isQForgeError(error) ? error.code : 'INTERNAL' });
      this.#scheduleRenewal(BACK_OFF_CAP_MS);
    });
  }

  #watchUse(): void {
    const { clock, limits } = this.#parts;
    const { idleMs } = limits;
    if (idleMs === undefined) return;
    const before = this.#channel.uses;
    this.#idleCheck = clock.schedule(idleMs, () => {
      if (this.#channel.uses !== before || this.#channel.isBusy) return this.#watchUse();
      this.#count('qforge_channels_expired_total');
      this.#log('info', 'idle channel closed', {});
      void this.#channel.close();
    });
  }

  #count(name: string): void {
    this.#parts.metrics.count(name, 1);
  }

  #log(level: 'info' | 'warn', message: string, fields: Parameters<Logger['log']>[3]): void {
    this.#parts.logger.log(level, 'network', message, {
      peer: this.#channel.peerId,
      traceId: this.#channel.channelId,
      ...fields,
    });
  }
}
