import type { LogCategory, LogLevel } from '../../base/index.ts';

/** Levels, lowest first. */
export const LOG_LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];

/** Categories. */
export const LOG_CATEGORIES: readonly LogCategory[] = [
  'security',
  'performance',
  'network',
  'quantum',
  'crypto',
  'consensus',
  'system',
  'audit',
  'error',
  'user',
];

/** What may stand in an entry: nothing that holds bytes. */
export type LogValue = string | number | boolean;

/** One entry, ready to be written. */
export interface LogEntry {
  readonly timeMs: number;
  readonly level: LogLevel;
  readonly category: LogCategory;
  readonly message: string;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly fields: readonly (readonly [name: string, value: LogValue])[];
}

/** Whether a level is at least as high as another. */
export function isAtLeast(level: LogLevel, lowest: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(lowest);
}
