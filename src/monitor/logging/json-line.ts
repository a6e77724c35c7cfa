import { printableJson } from '../../base/index.ts';
import type { LogEntry, LogValue } from './log-entry.ts';

/**
 * An entry as one line of JSON, with its line feed: docs/logging.md. Unprintable characters are escaped, wherever they stand.
 *
 *     {"time":"2026-11-30T09:20:00.000Z","level":"info","category":"network","message":"channel open","trace_id":"...","fields":{...}}
 */
export function jsonLine(entry: LogEntry): string {
  const { timeMs, level, category, message, traceId, spanId, fields } = entry;
  const document = {
    time: new Date(timeMs).toISOString(),
    level,
    category,
    message,
    trace_id: traceId,
    span_id: spanId,
    fields: fields.length === 0 ? undefined : asObject(fields),
  };
  return `${printableJson(JSON.stringify(document))}\n`;
}

/** Own properties only, so that a field named `__proto__` is a field. */
function asObject(fields: LogEntry['fields']): Readonly<Record<string, LogValue>> {
  const object = Object.create(null) as Record<string, LogValue>;
  for (const [name, value] of fields) object[name] = value;
  return object;
}
