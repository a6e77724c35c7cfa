import type { LogEntry, LogValue } from '../../../src/monitor/logging/log-entry.ts';

/** An entry with these fields. */
export function sampleEntry(message: string, fields: Readonly<Record<string, LogValue>> = {}): LogEntry {
  return {
    timeMs: Date.UTC(2026, 10, 30, 9, 20, 0, 7),
    level: 'info',
    category: 'network',
    message,
    traceId: undefined,
    spanId: undefined,
    fields: Object.entries(fields),
  };
}

/** What somebody writes who wants a log to say something else, or a terminal to do something. */
export const INJECTIONS: readonly string[] = [
  'one\n{"time":"2026-11-30T09:20:00.000Z","level":"error","message":"forged"}',
  'one\r\n2026-11-30T09:20:00.000Z ERROR system forged',
  '\u001b[2J\u001b]0;title\u0007',
  '\u009b31m',
  'user\u202egpj.exe',
  'zero\u200bwidth\ufeff',
  'line\u2028separator\u2029',
  '\u{e0041}\u{e007f}',
  'lone \ud800 surrogate',
  'quote " equals = backslash \\',
  '\u0000',
  '\u0085next line',
];

/** What no line may hold but its line feed at the end. */
export const ACTED_ON = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** A line of JSON as it was written. */
export interface WrittenLine {
  readonly time: string;
  readonly level: string;
  readonly category: string;
  readonly message: string;
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Reads a line of JSON. Throws what `JSON.parse` throws. */
export function writtenLine(text: string): WrittenLine {
  return JSON.parse(text) as WrittenLine;
}
