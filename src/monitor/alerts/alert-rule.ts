import type { SeriesKind } from '../trends/series-name.ts';

/** How serious an alert is, least first. */
export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;

/** See {@link ALERT_SEVERITIES}. */
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** Which series a rule looks at: all of one kind of a metric whose labels have these values. */
export interface SeriesChoice {
  readonly kind: SeriesKind;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Bounds of which at least one is set: a value beyond it is a reason for an alert. */
export interface AlertBounds {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
}

/** What a rule looks for. */
export type AlertCondition =
  /** A value beyond a bound. */
  | (AlertBounds & { readonly kind: 'threshold'; readonly series: SeriesChoice })
  /** A value that grows or falls faster than a bound, a second. */
  | (AlertBounds & { readonly kind: 'rate'; readonly series: SeriesChoice })
  /** No value of a series that there was, or of any that is looked for. */
  | { readonly kind: 'absence'; readonly series: SeriesChoice }
  /** A value that is unusual for what the series was before. */
  | { readonly kind: 'anomaly'; readonly series: SeriesChoice }
  /** Something is expected to run out soon. */
  | { readonly kind: 'outlook'; readonly withinMs: number };

/** When to raise an alert, and how serious that is. */
export interface AlertRule {
  readonly name: string;
  readonly severity: AlertSeverity;
  /** How long the condition has to hold. */
  readonly forMs: number;
  /** What it means, as a sentence. */
  readonly summary: string;
  readonly condition: AlertCondition;
  readonly isDefault: boolean;
}
