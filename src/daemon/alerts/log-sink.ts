import type { Logger, LogLevel } from '../../base/index.ts';
import type { AlertNotice, AlertSink } from './alert-notice.ts';

const levels: Readonly<Record<AlertNotice['alert']['severity'], LogLevel>> = {
  info: 'info',
  warning: 'warn',
  critical: 'error',
};

/** Writes notices into the log. */
export class LogSink implements AlertSink {
  readonly name = 'log';
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  send({ kind, alert }: AlertNotice): Promise<void> {
    const { id, rule, severity, state, series, value, sentence } = alert;
    const level = state === 'resolved' ? 'info' : levels[severity];
    const text = kind === 'test' ? 'alert sent as a test' : `alert ${state}`;
    this.#logger.log(level, 'performance', text, { alert: id, rule, severity, series, value, says: sentence });
    return Promise.resolve();
  }
}
