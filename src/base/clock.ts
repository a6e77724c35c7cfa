/** Time, handed in so that every protocol part runs under a simulated clock unchanged. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970: only for certificate validity and logs. */
  wallMs(): number;
  /** Monotonic time in milliseconds from an arbitrary start: for every deadline and measurement. */
  monotonicMs(): number;
  /** Calls back once after `delayMs`; does not keep the process alive. */
  schedule(delayMs: number, callback: () => void): ScheduledCall;
}

/** A pending call of {@link Clock.schedule}. */
export interface ScheduledCall {
  cancel(): void;
}
