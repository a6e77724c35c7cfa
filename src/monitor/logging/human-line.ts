import { printableText } from '../../base/index.ts';
import { isoTime } from './iso-time.ts';
import type { LogEntry, LogValue } from './log-entry.ts';

const LEVEL_WIDTH = 5;
const CATEGORY_WIDTH = 11;
const NEEDS_QUOTES = /[\s"=]|^$/u;

/**
 * An entry as one line for people, with its line feed.
 *
 *     2026-11-30T09:20:00.000Z INFO  network     channel open  peer=qf1... role=initiator
 */
export function humanLine(entry: LogEntry): string {
  const { timeMs, level, category, message, traceId, spanId, fields } = entry;
  const trace = [
    ['trace_id', traceId],
    ['span_id', spanId],
  ] as const;
  const words = [...fields, ...trace].flatMap(([name, value]) => (value === undefined ? [] : [pair(name, value)]));
  const head = `${isoTime(timeMs)} ${level.toUpperCase().padEnd(LEVEL_WIDTH)} ${category.padEnd(CATEGORY_WIDTH)}`;
  return `${[`${head} ${printableText(message)}`, ...(words.length === 0 ? [] : [words.join(' ')])].join('  ')}\n`;
}

function pair(name: string, value: LogValue): string {
  const text = String(value);
  const shown = NEEDS_QUOTES.test(text) ? `"${text.replaceAll(/["\\]/gu, String.raw`\$&`)}"` : text;
  return printableText(`${name}=${shown}`);
}
