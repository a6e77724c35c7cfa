import {
  type Clock,
  type Connection,
  type Logger,
  type MetricsSink,
  QForgeError,
  type ScheduledCall,
  type SecuritySignalSink,
} from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import { CookieMint, encodeChallenge, type Opening } from '../handshake/index.ts';
import { type AdmissionLimits, admissionLimits } from './admission-limits.ts';
import { HalfOpenTable } from './half-open-table.ts';
import { type Arrival, HandshakeGuest } from './handshake-guest.ts';
import { HandshakeLoad } from './handshake-load.ts';
import { SeenOpenings } from './seen-openings.ts';
import { ThrottledSources } from './throttled-sources.ts';
import { TokenBuckets } from './token-buckets.ts';
import { TurnQueue } from './turn-queue.ts';

/** What a gate needs. */
export interface GateOptions {
  readonly backend: CryptoBackend;
  /** Whose device this is. */
  readonly peerId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** How long a connection may be silent. */
  readonly timeoutMs: number;
  readonly limits?: AdmissionLimits;
  readonly signals?: SecuritySignalSink;
}

/** Why a connection was dropped. */
type DropReason =
  | 'no room'
  | 'made room'
  | 'silent too long'
  | 'no valid cookie'
  | 'throttled source'
  | 'too many of one source'
  | 'too many under way';

/**
 * Guards the listeners of a device, whatever their transport. spec/handshake §9
 *
 *     accept --admit--> silent --first packet--> arrival --opening--> [under load: cookie, share of the source] --> begun --> channel
 */
export class HandshakeGate {
  readonly #options: GateOptions;
  readonly #table: HalfOpenTable<HandshakeGuest>;
  readonly #load: HandshakeLoad;
  readonly #buckets: TokenBuckets;
  readonly #turns: TurnQueue;
  readonly #mint: CookieMint;
  /** Of the silent connection that has waited longest: one timer for all. */
  #deadline: ScheduledCall | undefined;
  readonly #seen = new SeenOpenings();
  readonly #throttled: ThrottledSources;
  #underLoad = false;
  #guarded = false;

  constructor(options: GateOptions) {
    const limits = options.limits ?? admissionLimits();
    this.#options = options;
    this.#table = new HalfOpenTable(limits.halfOpen);
    this.#load = new HandshakeLoad(options.clock);
    this.#buckets = new TokenBuckets(options.clock, limits.underLoad);
    this.#turns = new TurnQueue(limits.stepsPerTurn, (next) => options.clock.schedule(0, next));
    this.#mint = new CookieMint(options.backend);
    this.#throttled = new ThrottledSources(options.clock);
  }

  /** Connections on their way to a channel. */
  get halfOpen(): number {
    return this.#table.size;
  }

  /** Lets a source begin few handshakes from now on, for so long. */
  throttle(source: string, forMs: number): void {
    this.#throttled.add(source, forMs);
  }

  /** Asks every stranger for a cookie, or no longer. */
  guard(on: boolean): void {
    this.#guarded = on;
  }

  /** Lets an accepted connection in, and tells when its first packet is there; drops it if there is no room. */
  admit(connection: Connection, onArrival: (arrival: Arrival) => void): void {
    const guest = new HandshakeGuest(this, connection, this.#options.clock.monotonicMs(), onArrival);
    if (!this.#table.add(guest)) {
      this.#countDrop('no room');
      connection.destroy();
      return;
    }
    guest.listen();
    this.#watchSilence();
    this.#reportSize();
  }

  /** Drops every connection that is still silent. */
  close(): void {
    for (let guest = this.#table.oldestSilent; guest !== undefined; guest = this.#table.oldestSilent) {
      this.leave(guest, 'gone');
      guest.connection.destroy();
    }
  }

  /**
   * Decides about an opening with a right MAC, before any state or public-key work: undefined to answer it, else the challenge to
   * send instead, once. Throws `HANDSHAKE_SHED`.
   */
  challengeFor(guest: HandshakeGuest, opening: Opening, unverifiedPacket: Uint8Array): Uint8Array | undefined {
    if (this.#seen.isRepeated(unverifiedPacket))
      this.#options.signals?.({ type: 'opening-replayed', source: guest.source });
    this.#checkCookie(opening, guest.address);
    if (opening.cookie === undefined && this.#isUnderLoad()) {
      if (guest.challenged) throw this.#shed(guest.address, 'no valid cookie');
      guest.challenged = true;
      return this.#challenge(guest.address, unverifiedPacket);
    }
    this.#begin(guest);
    return undefined;
  }

  /** Awaited before each step with public-key work. */
  turn(): Promise<void> | undefined {
    return this.#turns.turn();
  }

  /** A connection is a channel now, or gone. */
  leave(guest: HandshakeGuest, outcome: 'channel' | 'gone'): void {
    this.#table.remove(guest);
    if (guest.begun && outcome === 'gone') this.#load.failed();
    guest.begun = false;
    this.#reportSize();
  }

  /** A connection is dropped for another. */
  dropForRoom(guest: HandshakeGuest): void {
    this.#countDrop('made room');
    guest.connection.destroy();
  }

  #watchSilence(): void {
    const guest = this.#table.oldestSilent;
    if (this.#deadline !== undefined || guest === undefined) return;
    const { clock, timeoutMs } = this.#options;
    this.#deadline = clock.schedule(Math.max(1, guest.sinceMs + timeoutMs - clock.monotonicMs()), () => {
      this.#deadline = undefined;
      this.#endSilence();
      this.#watchSilence();
    });
  }

  #endSilence(): void {
    const { clock, timeoutMs } = this.#options;
    const bornMs = clock.monotonicMs() - timeoutMs;
    for (let guest = this.#table.oldestSilent; guest !== undefined; guest = this.#table.oldestSilent) {
      if (guest.sinceMs > bornMs) return;
      this.#countDrop('silent too long');
      this.leave(guest, 'gone');
      guest.connection.destroy();
    }
  }

  /** A cookie that comes along is right, whatever the load. */
  #checkCookie({ cookie }: Opening, address: string): void {
    if (cookie === undefined || this.#mint.accepts(cookie, address, this.#options.clock.monotonicMs())) return;
    throw this.#shed(address, 'no valid cookie');
  }

  #challenge(address: string, unverifiedPacket: Uint8Array): Uint8Array {
    const { backend, peerId, clock, metrics } = this.#options;
    metrics.count('qforge_handshake_challenges_total', 1);
    return encodeChallenge(this.#mint.issue(address, clock.monotonicMs()), unverifiedPacket, peerId, backend);
  }

  #begin(guest: HandshakeGuest): void {
    const { source, address } = guest;
    if (source !== undefined && !this.#throttled.admits(source)) throw this.#shed(address, 'throttled source');
    if (source !== undefined && this.#isUnderLoad() && !this.#buckets.take(source)) {
      throw this.#shed(address, 'too many of one source');
    }
    if (!this.#table.begin(guest, this.#options.clock.monotonicMs())) throw this.#shed(address, 'too many under way');
    this.#options.metrics.count('qforge_handshakes_begun_total', 1);
    guest.begun = true;
  }

  #isUnderLoad(): boolean {
    const underLoad = this.#guarded || this.#load.isHigh(this.#table.begun);
    if (underLoad !== this.#underLoad) {
      const { logger, metrics } = this.#options;
      logger.log('warn', 'security', underLoad ? 'handshakes under load' : 'handshakes no longer under load');
      metrics.gauge('qforge_handshakes_under_load', underLoad ? 1 : 0);
    }
    this.#underLoad = underLoad;
    return underLoad;
  }

  #shed(address: string, reason: DropReason): QForgeError<'HANDSHAKE_SHED'> {
    this.#countDrop(reason);
    return new QForgeError('HANDSHAKE_SHED', { address, reason });
  }

  #countDrop(reason: DropReason): void {
    this.#options.metrics.count('qforge_connections_dropped_total', 1, { reason });
    this.#options.logger.log('warn', 'security', 'a connection was dropped before its handshake', { reason });
  }

  #reportSize(): void {
    this.#options.metrics.gauge('qforge_handshakes_half_open', this.#table.size);
  }
}
