/** Time, handed in so that every protocol part runs under a simulated clock unchanged. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970: only for certificate validity and logs. */
  wallMs(): number;
  /** Monotonic time in milliseconds from an arbitrary start: for every deadline and measurement. */
  monotonicMs(): number;
  /**
   * Calls back once after `delayMs`. A delay of 0 means: after what is happening now, as soon as input that has come already was
   * dealt with.
   *
   * By default it does not keep the process alive: a deadline, or a look at something from time to time, is no reason to go on. What
   * somebody waits for, and nothing else will bring about, `holdsProcess`.
   */
  schedule(delayMs: number, callback: () => void, options?: ScheduleOptions): ScheduledCall;
}

/** How a call is scheduled. */
export interface ScheduleOptions {
  /** Whether the process lives on until the call; default: false. */
  readonly holdsProcess?: boolean;
}

/** A pending call of {@link Clock.schedule}. */
export interface ScheduledCall {
  cancel(): void;
}
