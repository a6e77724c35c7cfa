import {
  type Clock,
  isQForgeError,
  type LogCategory,
  type LogFields,
  type Logger,
  type LogLevel,
  type SecurityEvent,
  type SecurityEventSink,
  severityLogLevels,
} from '../../base/index.ts';
import { isAtLeast, type LogValue } from '../logging/log-entry.ts';
import { shownValue } from '../logging/shown-value.ts';
import type { AuditEvent } from './audit-entry.ts';
import type { AuditTrail } from './audit-trail.ts';

/**
 * Records in a trail what an auditor wants to find: every security event that it is handed, and of log entries all of category `audit` and, of
 * `security`, what is a warning or worse.
 *
 * It never waits and never throws. What could not be recorded is told to `onLoss`, which gets the code of the error; the trail itself says how many
 * are missing once it can be written again. A security event that is logged by whoever handed it over stands in the trail once.
 */
export class AuditingLogger implements Logger, SecurityEventSink {
  readonly #trail: Pick<AuditTrail, 'record'>;
  readonly #clock: Pick<Clock, 'wallMs'>;
  readonly #onLoss: (code: string) => void;
  /** What was recorded and is about to be logged. */
  #emitted: SecurityEvent['type'] | undefined;

  constructor(trail: Pick<AuditTrail, 'record'>, clock: Pick<Clock, 'wallMs'>, onLoss: (code: string) => void) {
    this.#trail = trail;
    this.#clock = clock;
    this.#onLoss = onLoss;
  }

  emit(told: SecurityEvent): void {
    const { type: event, severity, atMs: timeMs, ...fields } = told;
    this.#emitted = event;
    const level = severityLogLevels[severity];
    this.#record({ timeMs, level, category: 'security', event, fields: shownFields({ severity, ...fields }) });
  }

  log(level: LogLevel, category: LogCategory, event: string, fields: LogFields = {}): void {
    if (!isForAuditors(level, category) || this.#isEmitted(event)) return;
    this.#record({ timeMs: this.#clock.wallMs(), level, category, event, fields: shownFields(fields) });
  }

  #isEmitted(event: string): boolean {
    const isIt = event === this.#emitted;
    if (isIt) this.#emitted = undefined;
    return isIt;
  }

  #record(event: AuditEvent): void {
    this.#trail.record(event).catch((error: unknown) => this.#onLoss(isQForgeError(error) ? error.code : 'INTERNAL'));
  }
}

function shownFields(fields: LogFields): AuditEvent['fields'] {
  const shown = Object.entries(fields).flatMap(([name, value]): [string, LogValue][] => {
    const text = shownValue(name, value);
    return text === undefined ? [] : [[name, text]];
  });
  return Object.fromEntries(shown);
}

function isForAuditors(level: LogLevel, category: LogCategory): boolean {
  return category === 'audit' || (category === 'security' && isAtLeast(level, 'warn'));
}
