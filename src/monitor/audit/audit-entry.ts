import {
  type LogCategory,
  type LogLevel,
  parseStrictJson,
  printableJson,
  QForgeError,
  utf8,
  utf8Text,
} from '../../base/index.ts';
import { LOG_CATEGORIES, LOG_LEVELS, type LogValue } from '../logging/log-entry.ts';

/** What happened, as an auditor wants to find it. */
export interface AuditEvent {
  readonly timeMs: number;
  readonly level: LogLevel;
  readonly category: LogCategory;
  /** Constant text. */
  readonly event: string;
  readonly fields: Readonly<Record<string, LogValue>>;
}

/** An event at its place in the trail. */
export interface AuditEntry extends AuditEvent {
  /** Its number, from 0 on. */
  readonly index: number;
  /** SHA-256 of the entry before, in hex; 64 zeros in the first. */
  readonly previous: string;
}

/** What the first entry names as the one before. */
export const NO_PREVIOUS: string = '0'.repeat(64);

/** No entry is longer, in bytes. spec/audit-trail §2 */
export const MAX_AUDIT_ENTRY_BYTES = 32_768;

const MAX_DEPTH = 2;
const DIGEST = /^[0-9a-f]{64}$/u;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/u;

/**
 * An entry as bytes: one line of JSON without its line feed. spec/audit-trail §2
 *
 *     {"index":17,"time":"...","previous":"64 hex","level":"info","category":"audit","event":"key delivered","fields":{...}}
 *
 * Throws `MESSAGE_TOO_LARGE`.
 */
export function encodeAuditEntry(entry: AuditEntry): Uint8Array {
  const bytes = utf8(textOf(entry));
  if (bytes.length <= MAX_AUDIT_ENTRY_BYTES) return bytes;
  throw new QForgeError('MESSAGE_TOO_LARGE', { bytes: bytes.length, limitBytes: MAX_AUDIT_ENTRY_BYTES });
}

function textOf({ index, timeMs, previous, level, category, event, fields }: AuditEntry): string {
  const time = new Date(timeMs).toISOString();
  return printableJson(JSON.stringify({ index, time, previous, level, category, event, fields }));
}

/** Reads an entry. There is one way to write each, and every other is refused. Throws `MALFORMED`. */
export function decodeAuditEntry(unverified: Uint8Array): AuditEntry {
  if (unverified.length > MAX_AUDIT_ENTRY_BYTES) throw malformed('it is too long');
  const entry = entryOf(parseStrictJson(unverified, 'The audit entry', MAX_DEPTH));
  if (textOf(entry) !== utf8Text(unverified)) throw malformed('it is written in another way');
  return entry;
}

function entryOf(unverified: unknown): AuditEntry {
  if (!isRecord(unverified)) throw malformed('it is no object');
  const { index, time, previous, level, category, event, fields } = unverified;
  const knownLevel = LOG_LEVELS.find((name) => name === level);
  const knownCategory = LOG_CATEGORIES.find((name) => name === category);
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) throw malformed('its number is none');
  if (typeof time !== 'string' || !TIME.test(time)) throw malformed('its time is none');
  if (typeof previous !== 'string' || !DIGEST.test(previous)) throw malformed('the hash of the one before is none');
  if (knownLevel === undefined || knownCategory === undefined) throw malformed('its level or category is none');
  if (typeof event !== 'string' || !isRecord(fields)) throw malformed('it does not say what happened');
  const timeMs = Date.parse(time);
  if (!Number.isFinite(timeMs)) throw malformed('its time is none');
  return { index, timeMs, previous, level: knownLevel, category: knownCategory, event, fields: valuesOf(fields) };
}

function valuesOf(unverified: Readonly<Record<string, unknown>>): AuditEntry['fields'] {
  const fields: Record<string, LogValue> = {};
  for (const [name, value] of Object.entries(unverified)) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw malformed('a field is no plain value');
    }
    fields[name] = value;
  }
  return fields;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The audit entry', reason });
}
