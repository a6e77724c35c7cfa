import type { Alert } from '../../monitor/index.ts';

/** What a sink is told: one alert that fires or is resolved, or a test of the way there. */
export interface AlertNotice {
  /** The same in every attempt, so that a receiver knows duplicates. */
  readonly id: string;
  readonly kind: 'alert' | 'test';
  /** Wall-clock time in milliseconds since 1970. */
  readonly atMs: number;
  /** Whose alert it is: a PeerId, or the name of a key manager. */
  readonly device: string;
  readonly alert: Alert;
}

/** Somewhere that alerts are told. */
export interface AlertSink {
  /** Shown to the operator, without secrets. */
  readonly name: string;
  /** Rejects with `ALERT_NOT_DELIVERED`; a `final` one is not worth another attempt. */
  send(notice: AlertNotice, signal: AbortSignal): Promise<void>;
}

/** The notice as programs read it. */
export function noticeText(notice: AlertNotice): string {
  return JSON.stringify(notice);
}
