import { createHash } from 'node:crypto';
import type { AlertSeverity } from './alert-rule.ts';

/** Pending: the condition holds, not long enough yet. Firing: it did. Resolved: it no longer does. */
export type AlertState = 'pending' | 'firing' | 'resolved';

/** One reason for attention, as plain data. Times in milliseconds since 1970. */
export interface Alert {
  /** The same for the same rule and series, in every run. */
  readonly id: string;
  readonly rule: string;
  readonly severity: AlertSeverity;
  readonly state: AlertState;
  readonly series: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined for a series that is absent. */
  readonly value: number | undefined;
  /** The bound that was passed, where there is one. */
  readonly limit: number | undefined;
  readonly sentence: string;
  readonly sinceMs: number;
  readonly firedAtMs: number | undefined;
  readonly resolvedAtMs: number | undefined;
  /** The silence that keeps it from being told. */
  readonly silencedBy: string | undefined;
}

/** The ID of what a rule finds in a series: duplicates are known by it. */
export function alertId(rule: string, series: string): string {
  return createHash('sha256').update(`${rule}\n${series}`).digest('hex').slice(0, 16);
}
