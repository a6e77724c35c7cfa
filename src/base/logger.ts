/** Severity of a log entry, lowest first. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** What part of the system an entry speaks of. */
export type LogCategory =
  | 'security'
  | 'performance'
  | 'network'
  | 'quantum'
  | 'crypto'
  | 'consensus'
  | 'system'
  | 'audit'
  | 'error'
  | 'user';

/** Values a log entry may carry: plain data, never bytes, never secrets. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Where log entries go, handed in. Implementations must not throw. */
export interface Logger {
  log(level: LogLevel, category: LogCategory, message: string, fields?: LogFields): void;
}

/** A logger that keeps nothing. */
export const silentLogger: Logger = {
  log: () => {
    /* nothing is kept */
  },
};
