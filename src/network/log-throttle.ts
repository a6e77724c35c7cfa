import type { Clock, LogCategory, LogFields, Logger, LogLevel } from '../base/index.ts';

/** One line of a kind goes out at once, then none for this long. */
export const LOG_QUIET_MS = 1000;

interface Kind {
  readonly loggedMs: number;
  suppressed: number;
}

/** Keeps whoever floods a port from flooding the log: of each message one line a second, with the number left out before. */
export class LogThrottle implements Logger {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #kinds = new Map<string, Kind>();

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#clock = clock;
  }

  /** `message` is constant text: what varies belongs into `fields`. */
  log(level: LogLevel, category: LogCategory, message: string, fields: LogFields = {}): void {
    const nowMs = this.#clock.monotonicMs();
    const kind = this.#kinds.get(message);
    if (kind !== undefined && nowMs - kind.loggedMs < LOG_QUIET_MS) {
      kind.suppressed += 1;
      return;
    }
    const leftOut = kind === undefined || kind.suppressed === 0 ? {} : { leftOut: kind.suppressed };
    this.#kinds.set(message, { loggedMs: nowMs, suppressed: 0 });
    this.#logger.log(level, category, message, { ...fields, ...leftOut });
  }
}
