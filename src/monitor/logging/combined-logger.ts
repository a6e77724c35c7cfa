import type { Logger } from '../../base/index.ts';

/** One logger that hands every entry to all of these, in order. */
export function combinedLogger(...loggers: readonly Logger[]): Logger {
  return {
    log: (level, category, message, fields) => {
      for (const logger of loggers) logger.log(level, category, message, fields);
    },
  };
}
