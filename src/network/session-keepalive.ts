import { type Clock, type ScheduledCall } from '../base/index.ts';

/** After so long without a byte from the peer a session sends a Ping. spec/records §9 */
export const KEEPALIVE_AFTER_MS = 25_000;

/** How long a peer may leave that Ping without any byte, before its session counts as cut. spec/records §9 */
export const KEEPALIVE_PATIENCE_MS = 50_000;

/** A timer that comes a rounding too early does not come again at once. */
const SHORTEST_WAIT_MS = 1;

/** The session that is kept alive. */
export interface QuietSession {
  /** When a record came last, in monotonic milliseconds. */
  readonly lastReceivedMs: number;
  /** Asks the peer for a sign of life. */
  probe(): void;
  /** The peer has not answered. */
  onSilence(): void;
}

/**
 * Finds out whether a silent peer lives.
 *
 * The wait for an answer begins with the Ping, so that a process that was stopped for an hour asks first.
 */
export class SessionKeepalive {
  readonly #clock: Clock;
  readonly #session: QuietSession;
  #pingedAtMs: number | undefined;
  #timer: ScheduledCall | undefined;

  constructor(clock: Clock, session: QuietSession) {
    this.#clock = clock;
    this.#session = session;
  }

  start(): void {
    this.#checkIn(KEEPALIVE_AFTER_MS);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #checkIn(delayMs: number): void {
    this.#timer = this.#clock.schedule(delayMs, () => this.#check());
  }

  #check(): void {
    const nowMs = this.#clock.monotonicMs();
    const lastReceivedMs = this.#session.lastReceivedMs;
    if (this.#pingedAtMs !== undefined && lastReceivedMs < this.#pingedAtMs) return this.#session.onSilence();
    const quietMs = nowMs - lastReceivedMs;
    if (quietMs < KEEPALIVE_AFTER_MS) {
      this.#pingedAtMs = undefined;
      return this.#checkIn(Math.max(SHORTEST_WAIT_MS, KEEPALIVE_AFTER_MS - quietMs));
    }
    this.#pingedAtMs = nowMs;
    // Before the ping, which may end the session and with it this watch.
    this.#checkIn(KEEPALIVE_PATIENCE_MS);
    this.#session.probe();
  }
}
