import type { LogCategory, LogFields, Logger, LogLevel, MetricLabels, MetricsSink } from '../../src/base/index.ts';

/** An entry as it was logged. */
export interface LoggedEntry {
  readonly level: LogLevel;
  readonly category: LogCategory;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

/** Keeps what is logged. */
export class RecordingLogger implements Logger {
  readonly entries: LoggedEntry[] = [];

  log(level: LogLevel, category: LogCategory, message: string, fields?: LogFields): void {
    this.entries.push({ level, category, message, fields });
  }

  get lines(): readonly string[] {
    return this.entries.map(({ level, message }) => `${level} ${message}`);
  }
}

/** Keeps sums of counters and the last values of gauges, by name and labels. */
export class RecordingMetrics implements MetricsSink {
  readonly values = new Map<string, number>();

  count(name: string, delta: number, labels?: MetricLabels): void {
    const key = keyOf(name, labels);
    this.values.set(key, (this.values.get(key) ?? 0) + delta);
  }

  gauge(name: string, value: number, labels?: MetricLabels): void {
    this.values.set(keyOf(name, labels), value);
  }

  observe(name: string, value: number, labels?: MetricLabels): void {
    this.gauge(name, value, labels);
  }
}

function keyOf(name: string, labels: MetricLabels = {}): string {
  const inside = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return inside.length === 0 ? name : `${name}{${inside.join(',')}}`;
}
