import { type Clock, isQForgeError, type LogCategory, type Logger, type LogLevel } from '../../base/index.ts';
import { isAtLeast, type LogValue } from '../logging/log-entry.ts';
import { shownValue } from '../logging/shown-value.ts';
import type { AuditTrail } from './audit-trail.ts';

/**
 * A logger that records in a trail what an auditor wants to find: all of category `audit`, and of `security` what is a warning or worse.
 *
 * It never waits and never throws. What could not be recorded is told to `onLoss`, which gets the code of the error; the trail itself says how many
 * are missing once it can be written again.
 */
export function auditingLogger(
  trail: Pick<AuditTrail, 'record'>,
  clock: Pick<Clock, 'wallMs'>,
  onLoss: (code: string) => void,
): Logger {
  return {
    log: (level, category, event, fields = {}) => {
      if (!isForAuditors(level, category)) return;
      const shown = Object.entries(fields).flatMap(([name, value]): [string, LogValue][] => {
        const text = shownValue(name, value);
        return text === undefined ? [] : [[name, text]];
      });
      const entry = { timeMs: clock.wallMs(), level, category, event, fields: Object.fromEntries(shown) };
      trail.record(entry).catch((error: unknown) => onLoss(isQForgeError(error) ? error.code : 'INTERNAL'));
    },
  };
}

function isForAuditors(level: LogLevel, category: LogCategory): boolean {
  return category === 'audit' || (category === 'security' && isAtLeast(level, 'warn'));
}
