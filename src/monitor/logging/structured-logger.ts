import type { Clock, LogCategory, LogFields, Logger, LogLevel } from '../../base/index.ts';
import { humanLine } from './human-line.ts';
import { jsonLine } from './json-line.ts';
import { LevelFilter } from './level-filter.ts';
import type { LineSink } from './line-sink.ts';
import type { LogEntry, LogValue } from './log-entry.ts';
import { shownValue } from './shown-value.ts';

/** How entries are written: for machines, or for people. */
export type LogFormat = 'json' | 'human';

/** Formats by name. */
export const LOG_FORMATS: readonly LogFormat[] = ['json', 'human'];

/** What a logger is made with. */
export interface LoggerOptions {
  readonly sink: LineSink;
  readonly clock: Pick<Clock, 'wallMs'>;
  /** `info`, or `warn,network=debug,quantum=off`. Default: `info`. */
  readonly level?: string;
  /** Default: `json`. */
  readonly format?: LogFormat;
}

/** Fields that name a trace: they stand beside the message. */
const TRACE_ID = 'traceId';
const SPAN_ID = 'spanId';
const lineOf: Readonly<Record<LogFormat, (entry: LogEntry) => string>> = { json: jsonLine, human: humanLine };

/** Writes entries as lines, without secrets, one line each whatever stands in them. */
export class StructuredLogger implements Logger {
  readonly #sink: LineSink;
  readonly #clock: Pick<Clock, 'wallMs'>;
  readonly #filter: LevelFilter;
  readonly #lineOf: (entry: LogEntry) => string;

  private constructor({ sink, clock, level = 'info', format = 'json' }: LoggerOptions) {
    this.#sink = sink;
    this.#clock = clock;
    this.#filter = LevelFilter.parse(level);
    this.#lineOf = lineOf[format];
  }

  /** Makes a logger. Throws `ARGUMENT_INVALID` for levels that are none. */
  static create(options: LoggerOptions): StructuredLogger {
    return new StructuredLogger(options);
  }

  /** Whether such an entry is written at all. */
  keeps(level: LogLevel, category: LogCategory): boolean {
    return this.#filter.keeps(level, category);
  }

  log(level: LogLevel, category: LogCategory, message: string, fields: LogFields = {}): void {
    if (!this.#filter.keeps(level, category)) return;
    const shown: [string, LogValue][] = [];
    let traceId: string | undefined;
    let spanId: string | undefined;
    for (const name of Object.keys(fields)) {
      const value = shownValue(name, fields[name]);
      if (value === undefined) continue;
      if (name === TRACE_ID) traceId = String(value);
      else if (name === SPAN_ID) spanId = String(value);
      else shown.push([name, value]);
    }
    const entry = { timeMs: this.#clock.wallMs(), level, category, message, traceId, spanId, fields: shown };
    this.#sink.write({ text: this.#lineOf(entry), level, isKept: category === 'audit' });
  }
}
