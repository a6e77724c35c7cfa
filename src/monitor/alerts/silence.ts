import type { Alert } from './alert.ts';

/** Silences that there may be at once. */
export const MAX_SILENCES = 100;
/** The longest one. */
export const MAX_SILENCE_MS: number = 30 * 86_400_000;

/** Keeps alerts from being told for a time. Times in milliseconds since 1970. */
export interface Silence {
  readonly id: string;
  /** A rule's name, or `*` for all. */
  readonly rule: string;
  /** Labels that an alert must have. */
  readonly labels: Readonly<Record<string, string>>;
  readonly untilMs: number;
  readonly comment: string;
  readonly madeAtMs: number;
}

/** Whether a silence is about an alert. */
export function isSilencing({ rule, labels }: Silence, alert: Pick<Alert, 'rule' | 'labels'>): boolean {
  const isAbout = rule === '*' || rule === alert.rule;
  return isAbout && Object.entries(labels).every(([label, value]) => alert.labels[label] === value);
}
