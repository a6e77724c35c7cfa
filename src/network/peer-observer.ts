import {
  type Clock,
  isQForgeError,
  type Logger,
  type MetricsSink,
  type QForgeError,
  type SecuritySignal,
  type SecuritySignalSink,
} from '../base/index.ts';
import type { ChannelEvent } from './channel.ts';
import type { PeerChannel } from './peer-channel.ts';
import { type PeerBehaviour, TRUST_ALARM_SCORE, TrustScore } from './trust-score.ts';

/** Peers whose behaviour is remembered, at most: the one unseen for longest is forgotten. */
export const MAX_OBSERVED_PEERS = 10_000;

/** What an observer needs. */
export interface PeerObserverParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly signals?: SecuritySignalSink;
}

/** Follows what peers do on their channels, and tells when one behaves badly. */
export class PeerObserver {
  readonly #parts: PeerObserverParts;
  /** Least recently seen first. */
  readonly #scores = new Map<string, TrustScore>();
  readonly #distrusted = new Set<string>();

  constructor(parts: PeerObserverParts) {
    this.#parts = parts;
  }

  /** How a peer has behaved lately, between 0 and 1; undefined for one that was never met. */
  scoreOf(peerId: string): number | undefined {
    return this.#scores.get(peerId)?.value;
  }

  /** Follows a new channel, whose first handshake is done. */
  follow(channel: PeerChannel): void {
    this.observe(channel.peerId, 'handshake');
    channel.onEvent((event) => {
      for (const behaviour of behavioursOf(event)) this.observe(channel.peerId, behaviour);
      if ((event.type === 'reconnecting' || event.type === 'closed') && event.reason !== undefined)
        this.#signal(channel.peerId, event.reason);
    });
    // What came right behind the confirmation may have ended the session before anybody listened.
    const { cutReason } = channel;
    if (cutReason === undefined) return;
    this.observe(channel.peerId, faultOf(cutReason));
    this.#signal(channel.peerId, cutReason);
  }

  /** Takes one observation into account. */
  observe(peerId: string, behaviour: PeerBehaviour): void {
    const score = this.#scores.get(peerId) ?? new TrustScore(this.#parts.clock);
    this.#scores.delete(peerId);
    this.#scores.set(peerId, score);
    score.observe(behaviour);
    this.#watch(peerId, score.value);
    const oldest = this.#scores.size > MAX_OBSERVED_PEERS ? this.#scores.keys().next().value : undefined;
    if (oldest !== undefined) this.#forget(oldest);
  }

  #signal(peer: string, error: QForgeError): void {
    const fault = recordFaultOf(peer, error);
    if (fault !== undefined) this.#parts.signals?.(fault);
  }

  #watch(peerId: string, score: number): void {
    const isBad = score < TRUST_ALARM_SCORE;
    if (isBad === this.#distrusted.has(peerId)) return;
    const { logger, metrics } = this.#parts;
    if (isBad) {
      this.#distrusted.add(peerId);
      metrics.count('qforge_peers_distrusted_total', 1);
      logger.log('warn', 'security', 'peer distrusted', { peer: peerId, score });
    } else {
      this.#distrusted.delete(peerId);
      logger.log('info', 'security', 'peer no longer distrusted', { peer: peerId, score });
    }
  }

  #forget(peerId: string): void {
    this.#scores.delete(peerId);
    this.#distrusted.delete(peerId);
  }
}

function behavioursOf(event: ChannelEvent): readonly PeerBehaviour[] {
  switch (event.type) {
    case 'resumed':
      return event.afterMs > 0 ? ['handshake', 'resumption'] : ['handshake'];
    case 'rekeyed':
      return ['rekey'];
    case 'reconnecting':
      return [faultOf(event.reason)];
    default:
      return [];
  }
}

/** The signal of a session with a peer that ended with this error, if a record of it was at fault. */
export function recordFaultOf(peer: string, error: unknown): SecuritySignal | undefined {
  return isQForgeError(error, 'RECORD_INVALID') ? { type: kindOf(error.cause), peer } : undefined;
}

/** What is wrong with a record, by the error that it led to. */
function kindOf(cause: unknown): Extract<SecuritySignal, { peer: string }>['type'] & `${'record' | 'frame'}-${string}` {
  if (!isQForgeError(cause, 'CRYPTO_AUTHENTICATION_FAILED')) return 'frame-malformed';
  return isQForgeError(cause.cause, 'RECORD_OUT_OF_PLACE') ? `record-${cause.cause.details.how}` : 'record-forged';
}

function faultOf({ code }: QForgeError): PeerBehaviour {
  if (code === 'RECORD_INVALID') return 'bad record';
  return code === 'REKEY_OVERDUE' ? 'overdue rekey' : 'cut';
}
